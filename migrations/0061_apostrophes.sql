-- O'Neill is now also found by Oneill, O Neill and Neill, with any kind of apostrophe: names that
-- contain one, or a separate O, are folded differently (domain/signatures/name_search.rs). The server rebuilds
-- their rows when it starts; other names are left alone.

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
