-- O'Neill is found by Oneill, O Neill and Neill as well, however its apostrophe is written: names that
-- have one, or an O that stands alone, are folded otherwise (domain/name_search.rs). The server
-- makes their rows anew at its start; other names are left alone.

update signatures set findable = 0
where findable <> 0 and (
    ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%''%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%`%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%´%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%‘%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%’%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%‛%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%′%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%＇%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%׳%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%ʹ%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%ʺ%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%ʻ%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%ʼ%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%ʽ%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%ʾ%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '%ʿ%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '% o %'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '% o.%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '% O %'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '% O.%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '% ó %'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '% ó.%'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '% Ó %'
    or ' ' || name || ' ' || coalesce(organisation, '') || ' ' like '% Ó.%'
);
