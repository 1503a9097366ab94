-- Finds a list's unsubscribed people, and their unsubscribe links, without scanning everyone on it.

create index subscriptions_left on subscriptions (slug, unsubscribed_at, id) where unsubscribed_at is not null;
create index unsubscribe_links_person on unsubscribe_links (email_key, slug);
