# What the scripts that write signatures share, before each of them: adds the entries of all signatures
# and counts them by day, as confirming does.


def add_entries(base):
    base.execute("""insert into sites (id, origin) select (select coalesce(max(id), 0) from sites)
        + row_number() over (order by site), site from (select distinct site from signatures)
        where site not in (select origin from sites)""")
    base.execute("""insert into entries (subject, id, day, site, lang, area, state, confirmed_by)
        select r.subject, r.id, r.confirmed_at / 86400000, s.id, r.lang, r.area, 1, 2
        from signatures r join sites s on s.origin = r.site where true on conflict do nothing""")
    base.execute("delete from daily_tallies where measure = 1")
    base.execute("""insert into daily_tallies (subject, day, site, measure, count)
        select subject, day, site, state, count(*) from entries where state = 1
        group by subject, day, site, state""")


