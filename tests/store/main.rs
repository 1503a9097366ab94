//! Tests of the store: each runs on SQLite and on a real PostgreSQL, which the tests start
//! themselves. `tests/api` covers HTTP.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the answer")]

mod attempts;
mod bases;
mod declarations;
mod deeds;
mod engine;
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
                        crate::$noun::$file::$story(&crate::bases::Base::sqlite()).await;
                    })+
                })+
            })+
        }
        mod on_postgres {
            $(mod $noun {
                $(mod $file {
                    $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $story() {
                        crate::$noun::$file::$story(&crate::bases::Base::postgres()).await;
                    })+
                })+
            })+
        }
    };
}

stories! {
    attempts {
        signing:
            an_attempt_counts_nothing_and_writes_one_letter
            the_same_key_and_body_give_the_same_answer_and_one_effect
            a_repeated_key_in_one_batch_has_one_effect
            letters_to_one_address_are_capped
            an_unknown_declaration_takes_no_signature;
        confirming:
            the_link_confirms_once_however_often_it_is_used
            the_code_confirms
            the_code_of_another_email_is_told_apart
            the_same_mailbox_written_differently_counts_once
            five_wrong_codes_end_the_code_of_one_attempt
            a_code_and_a_link_have_their_time
            somebody_elses_code_is_wrong
            the_public_sees_what_each_signatory_chose;
        resending:
            an_email_goes_again_and_a_void_code_is_replaced
            a_corrected_address_ends_what_went_astray;
        reminding:
            two_reminders_go_days_apart_and_end_with_their_attempt
            a_reminder_confirms_and_ends_reminding
            the_second_of_a_household_is_reminded_although_the_first_has_signed
            nobody_is_reminded_of_what_is_off_the_web
            whose_letter_never_went_is_not_reminded_of_it;
    }
    signatures {
        managing:
            a_signature_is_seen_corrected_withdrawn_and_signed_again
            erasing_leaves_nothing_of_a_person
            it_wasnt_me_erases_what_was_confirmed_and_stops_letters
            a_link_works_as_long_as_the_signature_is_kept;
        seating:
            two_of_a_household_count_and_a_third_waits
            who_is_turned_away_or_forgotten_is_deleted_alone
            each_of_a_household_is_master_of_their_own_signature_alone
            each_of_a_household_sees_what_they_agreed_to_alone
            who_corrected_their_name_is_still_known_by_the_old_letter
            it_wasnt_me_leaves_what_others_of_the_mailbox_signed;
        organising:
            an_organisation_is_known_by_a_letter_to_its_own_domain
            an_organisation_that_nothing_proves_waits_for_proof_or_the_organisers
            an_organisation_whose_name_counts_already_waits
            a_proof_does_not_make_a_namesake_count
            of_many_addresses_that_sign_for_one_organisation_at_once_one_counts
            an_organisation_of_an_earlier_version_has_its_name
            who_answered_and_waits_is_not_reminded;
        finding:
            a_name_is_found_as_it_is_shown_whatever_becomes_of_it
            an_organisation_is_found_and_whoever_hides_behind_it_is_not
            each_is_found_once_and_pages_go_on_where_they_ended
            names_with_an_apostrophe_are_folded_anew_by_an_upgrade;
        taking_down:
            what_was_taken_down_comes_back_whole
            who_signs_again_wins_over_being_put_back
            an_attempt_taken_down_confirms_nothing_until_it_is_put_back
            a_binding_to_an_earlier_text_survives;
        tallying:
            every_count_agrees_with_what_it_counts
            what_an_earlier_version_wrote_is_counted_anew;
        counting_paper:
            a_line_of_a_sheet_counts_once_and_apart;
    }
    declarations {
        publishing:
            a_changed_text_is_a_new_version_and_old_signatures_keep_theirs
            languages_share_count_and_settings
            a_list_is_published_and_changed;
        renewing:
            a_correction_carries_signatures_over_a_few_at_a_time
            after_a_change_each_signer_is_asked_once_and_renews_by_the_link
            who_has_no_address_any_more_is_not_asked
            names_that_may_imitate_others_are_listed_once_they_count;
        pinning:
            a_loader_is_found_by_its_hash_for_ever;
    }
    lists {
        joining:
            a_list_is_joined_left_and_joined_again
            a_used_link_does_not_bring_back_who_has_left
            joining_again_changes_the_topics;
    }
    privacy {
        refusing:
            who_refuses_gets_no_more_letters
            a_refusal_is_taken_back_by_its_own_link_once
            a_refusal_leaves_what_was_confirmed;
        retaining:
            contacts_are_erased_when_their_time_is_over_and_names_stay
            without_a_word_contacts_are_kept_ninety_days_after_closing
            who_left_a_list_is_erased_after_as_many_days_as_its_file_says;
        consenting:
            signing_and_updates_are_two_consents_in_their_own_words
            the_ledger_is_only_added_to_and_a_change_is_found
            after_erasing_the_ledger_holds_a_keyed_hash_alone
            a_person_gets_all_that_is_kept;
        recalling:
            a_person_is_erased_from_declarations_and_lists
            of_several_in_a_mailbox_the_one_who_is_named_is_erased
            what_the_list_tells_and_the_database_does_not_know_is_erased_again
            a_list_from_a_clock_that_ran_ahead_ends_nothing_that_comes_after;
        tidying:
            what_nobody_answered_is_deleted_after_a_week
            answers_are_kept_for_two_days;
    }
    keys {
        sealing:
            nothing_of_an_address_or_a_postcode_stands_in_the_database
            a_foreign_key_opens_nothing
            a_rotation_is_finished_however_often_it_is_killed
            a_rotation_between_given_keys_needs_both
            a_database_in_clear_is_sealed_when_it_is_opened;
    }
    mail {
        sending:
            a_claimed_letter_is_nobody_elses_until_its_lease_is_over
            a_deferred_letter_waits_for_its_time
            a_failed_letter_is_counted_and_forgotten
            a_start_tries_every_waiting_letter_at_once
            what_is_asked_for_once_more_waits_for_its_turn
            what_was_given_up_goes_again_while_its_attempt_lives
            letters_that_do_not_go_are_told_of
            what_is_held_back_survives_a_clock_that_runs_ahead
            letters_wake_the_outbox;
    }
    engine {
        upgrading:
            signatures_of_before_names_could_be_searched_are_found_and_counted
            names_of_an_earlier_version_become_findable_by_several_servers;
        writing:
            two_hundred_signatures_of_one_address_count_once
            one_bad_write_harms_nobody
            the_count_never_drifts
            a_restart_keeps_everything
            closing_writes_what_was_accepted
            shares_are_counted_by_day;
    }
}
