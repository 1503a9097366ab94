//! Tests of the store: each runs on SQLite and on a real PostgreSQL, which the tests start
//! themselves. `tests/api` covers HTTP.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the answer")]

mod accounts;
mod actions;
mod attempts;
mod databases;
mod declarations;
mod engine;
mod entries;
mod keys;
mod lists;
mod mail;
mod postgres;
mod privacy;
mod signatures;

#[path = "../support/process.rs"]
#[allow(
    dead_code,
    reason = "only the streams of a started program are read here"
)]
mod process;

/// Generates a test of each story for each engine.
macro_rules! stories {
    ($($noun:ident { $($file:ident: $($story:ident)+;)+ })+) => {
        mod on_sqlite {
            $(mod $noun {
                $(mod $file {
                    $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $story() {
                        crate::$noun::$file::$story(&crate::databases::TestDatabase::sqlite()).await;
                    })+
                })+
            })+
        }
        mod on_postgres {
            $(mod $noun {
                $(mod $file {
                    $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $story() {
                        crate::$noun::$file::$story(&crate::databases::TestDatabase::postgres()).await;
                    })+
                })+
            })+
        }
    };
}

stories! {
    accounts {
        sign_ins:
            the_link_for_the_first_owner_works_once_and_for_an_hour
            two_who_open_the_first_owners_link_at_once_make_one_owner
            the_code_or_the_link_of_an_email_signs_in_once
            five_wrong_codes_void_a_code_and_leave_the_link
            an_address_without_an_account_is_answered_like_one_with_an_account
            a_link_of_the_console_signs_in_and_makes_an_account_once
            a_step_up_takes_the_code_of_its_own_newest_email;
        sessions:
            a_session_ends_when_it_is_not_used_and_at_its_age
            the_use_of_a_session_is_noted_once_a_minute
            sessions_are_ended_one_by_one_or_all_others
            old_sessions_and_sign_ins_are_deleted;
        rights:
            rights_are_given_and_taken_one_by_one
            who_owns_one_declaration_decides_about_that_one_only
            the_last_owner_neither_leaves_nor_loses_ownership
            of_two_owners_who_remove_each_other_at_once_one_stays
            a_removed_colleague_is_signed_out_and_may_come_back;
        invitations:
            an_invitation_is_accepted_once_and_expires_after_a_week
            a_newer_invitation_replaces_an_older_and_one_can_be_revoked
            invitations_are_limited_and_not_sent_where_no_emails_are_wanted
            an_unanswered_invitation_is_deleted_a_month_after_it_expired;
        audit_log:
            every_act_on_accounts_is_in_the_log_before_and_after
            an_export_is_logged_and_the_other_owners_get_an_email
            the_log_is_read_by_page_and_as_far_as_rights_go
            the_log_and_who_left_are_deleted_after_two_years;
        erasure:
            an_organiser_is_exported_and_erased_after_leaving
            organisers_addresses_are_encrypted_and_survive_a_key_rotation
            an_organiser_whom_a_restored_backup_brings_back_is_erased_again;
    }
    attempts {
        new_attempts:
            an_unconfirmed_attempt_does_not_count_and_queues_one_email
            an_idempotency_key_replays_the_response_and_rejects_another_body
            a_repeated_idempotency_key_in_one_batch_has_one_effect
            emails_to_one_mailbox_are_rate_limited
            an_email_has_the_title_at_the_time_of_sending
            an_attempt_for_an_unknown_declaration_is_rejected;
        confirmation:
            the_emailed_link_confirms_once_and_is_idempotent
            signatures_confirmed_at_the_same_time_have_different_places
            the_emailed_code_confirms
            a_code_from_another_email_of_the_same_person_is_recognised
            spellings_of_one_mailbox_count_once
            five_wrong_codes_void_the_code_of_that_attempt_only
            a_code_expires_after_a_day_and_a_link_after_a_week
            another_persons_code_is_rejected
            public_signatories_respect_each_visibility;
        credentials:
            the_code_of_an_email_that_was_replaced_is_never_accepted
            a_delayed_email_that_an_answer_drops_has_no_code
            a_link_outlives_its_attempt_while_its_signature_exists
            attempts_and_corrected_addresses_share_their_keys
            signing_again_deletes_what_was_withdrawn;
        resends:
            resending_repeats_the_email_and_replaces_a_void_code
            correcting_the_email_address_voids_the_earlier_link;
        reminders:
            two_reminders_are_sent_days_apart_while_the_attempt_is_pending
            a_reminder_has_the_first_emails_link_and_code
            confirming_by_a_reminder_stops_further_reminders
            an_attempt_is_reminded_even_if_another_person_in_the_mailbox_signed
            unpublished_declarations_and_lists_send_no_reminders
            no_reminder_is_sent_before_the_first_email
            many_reminders_are_written_some_at_a_time
            a_reminder_that_was_due_is_checked_again_before_it_is_written;
    }
    signatures {
        managed_signatures:
            a_signature_is_viewed_corrected_withdrawn_and_signed_again
            erasure_removes_all_personal_data
            disowning_erases_the_confirmed_signature_and_suppresses_the_address
            a_manage_link_works_as_long_as_the_signature_exists;
        mailboxes:
            a_third_signature_from_one_mailbox_is_held
            rejected_and_expired_held_signatures_are_deleted
            people_in_one_mailbox_manage_only_their_own_signature
            people_in_one_mailbox_see_only_their_own_consents
            an_old_link_still_works_after_the_name_is_corrected
            disowning_keeps_other_signatures_from_the_mailbox;
        verification:
            an_organisation_is_verified_by_an_email_to_its_own_domain
            an_unverified_organisation_is_held_until_verified_or_approved
            a_duplicate_organisation_is_held
            verification_does_not_release_a_duplicate_organisation
            concurrent_signatures_for_one_organisation_count_once
            a_held_signature_gets_no_reminder;
        cursors:
            a_public_cursor_contains_no_id;
        name_search:
            name_search_follows_corrections_visibility_withdrawal_and_erasure
            name_search_finds_organisations_but_not_hidden_contacts
            paged_name_search_returns_each_signatory_once;
        takedowns:
            a_restored_signature_is_complete
            a_new_signature_wins_over_restoring_the_old_one
            an_attempt_taken_down_cannot_be_confirmed_until_restored
            a_binding_to_an_earlier_version_survives_takedown;
        tallies:
            running_counts_match_the_rows
            recounting_repairs_wrong_tallies;
        paper_signatures:
            a_paper_line_counts_once_and_separately_from_online_signatures;
    }
    declarations {
        publication:
            a_changed_text_is_a_new_version_and_signatures_keep_theirs
            translations_share_the_count_and_settings
            a_list_is_published_and_updated;
        renaming:
            a_former_slug_leads_to_the_same_declaration
            a_list_is_renamed_and_keeps_its_subscribers
            a_slug_is_never_given_to_another;
        renewals:
            a_correction_carries_signatures_over_in_batches
            a_change_asks_each_signatory_once_to_renew_by_link
            signatories_without_an_email_address_are_not_asked_to_renew
            lookalike_names_are_listed_once_confirmed;
        sources:
            the_two_hundred_and_first_source_counts_as_other
            a_site_that_asks_many_times_at_once_causes_one_email;
        pinned_loaders:
            a_loader_is_found_by_its_hash_after_upgrades;
    }
    lists {
        former_subscribers:
            everybody_who_left_is_once_in_the_file_and_counted
            erased_people_are_counted_among_those_who_left_but_not_named;
        subscriptions:
            a_person_subscribes_unsubscribes_and_subscribes_again
            a_used_confirmation_link_does_not_resubscribe
            subscribing_again_queues_no_second_welcome
            attempts_of_one_mailbox_that_are_confirmed_at_once_make_one_subscription;
    }
    privacy {
        suppressions:
            a_suppressed_address_gets_no_more_emails
            a_suppression_is_lifted_once_by_its_own_link
            disowning_an_attempt_keeps_the_confirmed_signature;
        retention:
            retention_erases_contact_details_and_keeps_public_names
            default_retention_is_ninety_days_after_closing
            many_contacts_are_erased_some_at_a_time
            unsubscribed_people_are_erased_after_the_lists_keep_days;
        consent_ledger:
            signing_and_updates_are_separate_consents_with_their_own_wording
            the_consent_ledger_is_append_only_and_detects_tampering
            each_declaration_and_list_has_a_chain_of_its_own
            erasure_leaves_only_a_keyed_hash_in_the_consent_ledger
            a_personal_data_export_is_complete;
        erasure_log:
            erasing_a_person_covers_declarations_and_lists
            erasing_a_person_keeps_the_limits_of_emails_for_a_week
            erasure_in_a_shared_mailbox_removes_only_the_named_person
            the_erasure_log_repeats_erasures_that_a_restored_backup_lost
            an_erasure_log_entry_from_a_fast_clock_spares_later_signatures
            a_newer_declaration_in_the_erasure_log_is_recorded_once
            a_suppression_that_a_restored_backup_lost_is_repeated_unless_it_was_lifted;
        signals:
            networks_and_mail_domains_are_recognised_and_not_named
            signals_are_deleted_after_thirty_days
            signals_are_exported_and_erased_with_their_person
            a_corrected_address_has_its_own_mail_domain;
        housekeeping:
            unanswered_attempts_are_deleted_after_a_week
            stored_responses_are_deleted_after_two_days
            expired_rows_are_deleted_some_at_a_time;
    }
    entries {
        consistency:
            recounting_mends_entries_and_counts;
        states:
            each_act_moves_the_entry_of_a_signature
            each_act_moves_the_entry_of_a_held_signature
            each_act_moves_the_entry_of_a_subscription
            retention_forgets_the_areas_of_entries;
    }
    keys {
        encryption:
            email_addresses_and_postcodes_are_encrypted_at_rest
            a_wrong_or_missing_data_key_does_not_open_the_database
            an_interrupted_key_rotation_is_resumed
            rotating_between_given_keys_needs_both;
    }
    mail {
        email_links:
            a_signatory_gets_the_link_of_their_signature_with_every_attempt
            disowning_another_attempt_keeps_the_signature
            every_email_to_a_subscriber_has_the_same_unsubscribe_link
            a_link_serves_its_own_purpose_only;
        mail_queue:
            a_claimed_email_is_not_claimed_again_before_its_lease_expires
            a_deferred_email_waits_for_its_back_off
            a_failed_email_is_counted_and_not_retried
            a_restart_keeps_the_back_off_that_a_server_asked_for
            leases_of_a_crashed_server_end_at_the_next_start_unless_shared
            an_email_that_was_not_tried_is_due_again
            an_unreadable_email_fails_alone_and_keeps_its_contents
            a_sent_email_is_deleted_and_still_counted
            a_repeated_email_to_one_person_waits_a_minute
            emails_given_up_are_retried_while_their_attempt_is_valid
            stuck_emails_are_reported
            delayed_emails_are_kept_under_a_fast_clock
            a_queued_email_wakes_the_outbox;
        priorities:
            a_mailing_does_not_delay_a_code
            codes_precede_notices_and_notices_precede_reminders
            an_email_need_not_be_about_an_attempt;
    }
    engine {
        schema:
            a_database_of_a_newer_version_is_refused;
        writes:
            concurrent_signatures_from_one_mailbox_count_once
            a_failed_write_does_not_affect_its_batch
            every_character_survives_a_batch
            the_count_matches_the_signatories_under_concurrency
            data_survives_a_restart
            closing_the_store_flushes_accepted_writes
            shares_are_counted_by_day;
    }
}
