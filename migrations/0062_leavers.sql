-- Who has left a list is found without a walk over everybody on it, and so are the ways off it.

create index subscriptions_left on subscriptions (slug, unsubscribed_at, id) where unsubscribed_at is not null;
create index unsubscribe_links_person on unsubscribe_links (email_key, slug);
