//! The tables, in column types that both databases have. The SQL is in `migrations/`.

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    settings (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    offices (code) {
        code -> Text,
        name -> Text,
        jurisdiction -> Text,
        legal_form -> Text,
        time_zone -> Text,
        public_key -> Binary,
        key_signature -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    candidates (id) {
        id -> IdSql,
        created_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    staff (id) {
        id -> IdSql,
        office -> Text,
        email -> Text,
        name -> Text,
        role -> Text,
        locale -> Text,
        password_hash -> Text,
        disabled_at -> Nullable<BigInt>,
        own_candidate -> Nullable<IdSql>,
        created_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    searches (id) {
        id -> IdSql,
        token_hash -> Binary,
        staff_id -> IdSql,
        question -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    sessions (token_hash) {
        token_hash -> Binary,
        audience -> Text,
        subject -> IdSql,
        csrf -> Text,
        created_at -> BigInt,
        last_seen_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    vacancies (id) {
        id -> IdSql,
        office -> Text,
        slug -> Text,
        title -> Text,
        summary -> Text,
        description -> Text,
        location -> Text,
        employment_type -> Text,
        state -> Text,
        published_at -> Nullable<BigInt>,
        created_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    notices (id) {
        id -> IdSql,
        version -> Integer,
        effective_on -> Text,
        title -> Text,
        sections -> Text,
        purposes -> Text,
        categories -> Text,
        countries -> Text,
        published_at -> BigInt,
        announcement -> Text,
        proposed -> Text,
        rules -> Text,
        reason -> Text,
        published_by -> Nullable<IdSql>,
        withdrawn_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    notice_drafts (id) {
        id -> IdSql,
        title -> Text,
        introduction -> Text,
        additions -> Text,
        purposes -> Text,
        categories -> Text,
        countries -> Text,
        effective_on -> Nullable<Text>,
        announcement -> Nullable<Text>,
        reason -> Text,
        revision -> BigInt,
        begun_at -> BigInt,
        changed_by -> Nullable<IdSql>,
        changed_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    notice_answers (holding_id, notice_id) {
        holding_id -> IdSql,
        notice_id -> IdSql,
        answer -> Text,
        locale -> Text,
        shown -> Text,
        answered_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    holdings (id) {
        id -> IdSql,
        candidate_id -> IdSql,
        office -> Text,
        residence -> Nullable<Text>,
        home_reviewed_at -> Nullable<BigInt>,
        home_reviewed_by -> Nullable<IdSql>,
        legal_hold -> Bool,
        suspended_at -> Nullable<BigInt>,
        last_contact_on -> Text,
        created_at -> BigInt,
        revision -> BigInt,
        notice_id -> Nullable<IdSql>,
        owner_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    tags (holding_id) {
        holding_id -> IdSql,
        labels -> Binary,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    link_tokens (token_hash) {
        token_hash -> Binary,
        holding_id -> IdSql,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        consent_request_id -> Nullable<IdSql>,
        notice_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    mailed_packages (id) {
        id -> IdSql,
        processor_id -> IdSql,
        contact_id -> Nullable<IdSql>,
        recipient -> Text,
        locale -> Text,
        asked_by -> IdSql,
        asked_at -> BigInt,
        records -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    notice_announcements (notice_id, office) {
        notice_id -> IdSql,
        office -> Text,
        asked_by -> IdSql,
        asked_at -> BigInt,
        reached_at -> Nullable<BigInt>,
        reached -> Nullable<IdSql>,
        made_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    letters (id) {
        id -> IdSql,
        office -> Text,
        holding_id -> Nullable<IdSql>,
        kind -> Text,
        consent_request_id -> Nullable<IdSql>,
        notice_id -> Nullable<IdSql>,
        package_id -> Nullable<IdSql>,
        state -> Text,
        fault -> Nullable<Text>,
        rule -> Nullable<Text>,
        tries -> Integer,
        next_at -> BigInt,
        created_at -> BigInt,
        done_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    data_keys (id) {
        id -> IdSql,
        holding_id -> IdSql,
        category -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    transfers (id) {
        id -> IdSql,
        holding_id -> IdSql,
        category -> Text,
        purpose -> Text,
        origin -> Text,
        destination -> Text,
        until_on -> Nullable<Text>,
        rule -> Text,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        made_by -> Nullable<IdSql>,
        end_rule -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    transfer_requests (id) {
        id -> IdSql,
        holding_id -> IdSql,
        category -> Text,
        purpose -> Text,
        origin -> Text,
        destination -> Text,
        until_on -> Nullable<Text>,
        asked_by -> Nullable<IdSql>,
        asked_at -> BigInt,
        approved_by -> Nullable<IdSql>,
        approved_at -> Nullable<BigInt>,
        state -> Text,
        settled_at -> Nullable<BigInt>,
        transfer_id -> Nullable<IdSql>,
        group_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    grants (id) {
        id -> IdSql,
        data_key_id -> IdSql,
        holding_id -> IdSql,
        category -> Text,
        recipient -> Text,
        state -> Text,
        transfer_id -> Nullable<IdSql>,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        entrustment_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    profiles (holding_id) {
        holding_id -> IdSql,
        record -> Binary,
        updated_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    applications (id) {
        id -> IdSql,
        candidate_id -> IdSql,
        holding_id -> IdSql,
        office -> Text,
        vacancy_id -> IdSql,
        stage -> Text,
        source -> Text,
        notice_id -> Nullable<IdSql>,
        notice_locale -> Text,
        details -> Nullable<Binary>,
        received_at -> BigInt,
        closed_on -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    stage_changes (id) {
        id -> IdSql,
        application_id -> IdSql,
        from_stage -> Nullable<Text>,
        to_stage -> Text,
        at -> BigInt,
        staff_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    assignments (application_id, staff_id) {
        application_id -> IdSql,
        staff_id -> IdSql,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    selection_results (id) {
        id -> IdSql,
        application_id -> IdSql,
        holding_id -> IdSql,
        record -> Binary,
        at -> BigInt,
        staff_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    health_records (id) {
        id -> IdSql,
        holding_id -> IdSql,
        record -> Binary,
        at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    health_messages (message_id) {
        message_id -> IdSql,
        holding_id -> IdSql,
        content -> Binary,
        at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    health_files (id) {
        id -> IdSql,
        message_id -> IdSql,
        name -> Binary,
        content_type -> Text,
        bytes -> BigInt,
        is_source -> Bool,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    health_needs (holding_id) {
        holding_id -> IdSql,
        confirmed_by -> Nullable<IdSql>,
        confirmed_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    use_reasons (id) {
        id -> IdSql,
        holding_id -> IdSql,
        staff_id -> IdSql,
        code -> Text,
        details -> Nullable<Binary>,
        at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    notes (id) {
        id -> IdSql,
        holding_id -> IdSql,
        text -> Binary,
        staff_id -> Nullable<IdSql>,
        at -> BigInt,
        class -> Text,
        thread_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    tasks (id) {
        id -> IdSql,
        holding_id -> IdSql,
        text -> Binary,
        due_on -> Text,
        assignee_id -> IdSql,
        created_by -> Nullable<IdSql>,
        created_at -> BigInt,
        done_at -> Nullable<BigInt>,
        done_by -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    proposals (id) {
        id -> IdSql,
        holding_id -> IdSql,
        office -> Text,
        vacancy_id -> IdSql,
        notice_id -> IdSql,
        notice_locale -> Text,
        record -> Binary,
        state -> Text,
        at -> BigInt,
        decided_by -> Nullable<IdSql>,
        decided_at -> Nullable<BigInt>,
        reason -> Nullable<Binary>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    profile_versions (id) {
        id -> IdSql,
        holding_id -> IdSql,
        revision -> BigInt,
        record -> Binary,
        replaced_by -> Nullable<IdSql>,
        replaced_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    documents (id) {
        id -> IdSql,
        holding_id -> IdSql,
        proposal_id -> Nullable<IdSql>,
        kind -> Nullable<Text>,
        name -> Binary,
        bytes -> BigInt,
        state -> Text,
        failure -> Nullable<Text>,
        warnings -> Text,
        pages -> Integer,
        text -> Nullable<Binary>,
        stored_at -> BigInt,
        tries -> Integer,
        retry_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    consents (id) {
        id -> IdSql,
        holding_id -> IdSql,
        scopes -> Text,
        countries -> Text,
        country_info_given -> Bool,
        abroad -> Bool,
        from_on -> Text,
        until_on -> Nullable<Text>,
        withdrawn_on -> Nullable<Text>,
        notice_id -> Nullable<IdSql>,
        locale -> Text,
        recorded_at -> BigInt,
        channel -> Text,
        shown -> Text,
        third_party_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    consent_requests (id) {
        id -> IdSql,
        holding_id -> IdSql,
        scope -> Text,
        country -> Nullable<Text>,
        until_on -> Nullable<Text>,
        asked_by -> Nullable<IdSql>,
        asked_at -> BigInt,
        open_until -> Text,
        answer -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
        consent_id -> Nullable<IdSql>,
        information_id -> Nullable<IdSql>,
        third_party_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    country_information (id) {
        id -> IdSql,
        country -> Text,
        version -> Integer,
        system -> Text,
        differences -> Text,
        measures -> Text,
        source -> Text,
        checked_on -> Text,
        published_at -> BigInt,
        published_by -> Nullable<IdSql>,
        withdrawn_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    country_information_drafts (country) {
        country -> Text,
        system -> Text,
        differences -> Text,
        measures -> Text,
        source -> Text,
        checked_on -> Nullable<Text>,
        revision -> BigInt,
        changed_by -> Nullable<IdSql>,
        changed_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    intakes (id) {
        id -> IdSql,
        office -> Text,
        vacancy_id -> IdSql,
        notice_id -> IdSql,
        locale -> Text,
        wrapped_key -> Binary,
        record -> Binary,
        state -> Text,
        tries -> Integer,
        begun -> Integer,
        sent_digest -> Nullable<Binary>,
        received_at -> BigInt,
        settled_at -> Nullable<BigInt>,
        next_try_at -> Nullable<BigInt>,
        failure -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    intake_documents (id) {
        id -> IdSql,
        intake_id -> IdSql,
        name -> Binary,
        bytes -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    address_index (office, digest, holding_id) {
        office -> Text,
        digest -> Binary,
        holding_id -> IdSql,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    processors (id) {
        id -> IdSql,
        name -> Text,
        country -> Text,
        office -> Text,
        incident_contact -> Text,
        revision -> BigInt,
        ended_at -> Nullable<BigInt>,
        disposal -> Nullable<Text>,
        disposal_note -> Nullable<Text>,
        disposal_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    processor_contracts (id) {
        id -> IdSql,
        processor_id -> IdSql,
        from_on -> Text,
        until_on -> Nullable<Text>,
        categories -> Text,
        purposes -> Text,
        countries -> Text,
        safeguard -> Nullable<Text>,
        annual_check_on -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    processor_reviews (id) {
        id -> IdSql,
        processor_id -> IdSql,
        kind -> Text,
        reviewed_on -> Text,
        finding -> Text,
        note -> Text,
        mend_by -> Nullable<Text>,
        staff_id -> Nullable<IdSql>,
        at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    sub_processors (id) {
        id -> IdSql,
        processor_id -> IdSql,
        name -> Text,
        country -> Text,
        engaged -> Bool,
        approved_on -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    processor_users (staff_id) {
        staff_id -> IdSql,
        processor_id -> IdSql,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    entrustments (id) {
        id -> IdSql,
        processor_id -> IdSql,
        holding_id -> IdSql,
        origin -> Text,
        category -> Text,
        purpose -> Text,
        until_on -> Nullable<Text>,
        rule -> Text,
        made_by -> Nullable<IdSql>,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        end_rule -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    joint_use_notices (id) {
        id -> IdSql,
        published_on -> Text,
        categories -> Text,
        purposes -> Text,
        offices -> Text,
        manager -> Text,
        address -> Text,
        representative -> Text,
        withdrawn_on -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    safeguard_checks (id) {
        id -> IdSql,
        origin -> Text,
        destination -> Text,
        checked_on -> Text,
        finding -> Text,
        note -> Text,
        staff_id -> Nullable<IdSql>,
        at -> BigInt,
    }
}

diesel::table! {
    rule_uses (rule) {
        rule -> Text,
        seq -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    safeguards (id) {
        id -> IdSql,
        origin -> Text,
        destination -> Text,
        kind -> Nullable<Text>,
        until_on -> Nullable<Text>,
        annual_check_on -> Nullable<Text>,
        onward_permitted -> Bool,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    subject_requests (id) {
        id -> IdSql,
        holding_id -> IdSql,
        request_type -> Text,
        received_at -> BigInt,
        identity_verified_at -> Nullable<BigInt>,
        answered_at -> Nullable<BigInt>,
        message_id -> Nullable<IdSql>,
        due_on -> Nullable<Text>,
        dismissed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    mailboxes (id) {
        id -> IdSql,
        office -> Text,
        name -> Text,
        uid_validity -> Nullable<BigInt>,
        last_uid -> BigInt,
        looked_at -> Nullable<BigInt>,
        fault -> Nullable<Text>,
        failing_since -> Nullable<BigInt>,
        created_at -> BigInt,
        left_uids -> Text,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    incoming_messages (id) {
        id -> IdSql,
        office -> Text,
        mailbox_id -> Nullable<IdSql>,
        digest -> Binary,
        wrapped_key -> Binary,
        bytes -> BigInt,
        state -> Text,
        automatic -> Nullable<Text>,
        fault -> Nullable<Text>,
        tries -> Integer,
        begun -> Integer,
        next_try_at -> Nullable<BigInt>,
        received_at -> BigInt,
        settled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    threads (id) {
        id -> IdSql,
        holding_id -> IdSql,
        office -> Text,
        state -> Text,
        owner_id -> Nullable<IdSql>,
        snoozed_until -> Nullable<BigInt>,
        last_at -> BigInt,
        messages -> Integer,
        created_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    thread_tags (id) {
        id -> IdSql,
        thread_id -> IdSql,
        office -> Text,
        digest -> Binary,
        label -> Binary,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    messages (id) {
        id -> IdSql,
        holding_id -> IdSql,
        thread_id -> IdSql,
        incoming_id -> Nullable<IdSql>,
        direction -> Text,
        channel -> Text,
        automatic -> Nullable<Text>,
        head -> Binary,
        body -> Binary,
        source_bytes -> Nullable<BigInt>,
        staff_id -> Nullable<IdSql>,
        at -> BigInt,
        sending -> Nullable<Text>,
        send_at -> Nullable<BigInt>,
        tries -> Integer,
        fault -> Nullable<Text>,
        rule -> Nullable<Text>,
        sent_at -> Nullable<BigInt>,
        revision -> BigInt,
        interview_id -> Nullable<IdSql>,
        interview_sequence -> Nullable<Integer>,
        filed_by -> Nullable<Text>,
        source_id -> Nullable<IdSql>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    interviews (id) {
        id -> IdSql,
        holding_id -> IdSql,
        application_id -> IdSql,
        thread_id -> Nullable<IdSql>,
        uid -> Text,
        details -> Binary,
        starts_at -> BigInt,
        ends_at -> BigInt,
        sequence -> Integer,
        state -> Text,
        answer -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
        answer_message_id -> Nullable<IdSql>,
        answer_from_elsewhere -> Bool,
        created_by -> Nullable<IdSql>,
        created_at -> BigInt,
        changed_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    message_files (id) {
        id -> IdSql,
        message_id -> IdSql,
        name -> Binary,
        content_type -> Text,
        bytes -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    message_index (office, digest, message_id) {
        office -> Text,
        digest -> Binary,
        message_id -> IdSql,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    message_findings (id) {
        id -> IdSql,
        message_id -> IdSql,
        finding -> Text,
        state -> Text,
        decided_by -> Nullable<IdSql>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    thread_viewers (thread_id, staff_id) {
        thread_id -> IdSql,
        staff_id -> IdSql,
        seen_at -> BigInt,
        writes -> Bool,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    journal (seq) {
        seq -> BigInt,
        at -> BigInt,
        actor -> Text,
        role -> Text,
        office -> Text,
        verb -> Text,
        subject -> Text,
        candidate_id -> Nullable<IdSql>,
        holding_id -> Nullable<IdSql>,
        category -> Nullable<Text>,
        purpose -> Nullable<Text>,
        outcome -> Text,
        rules -> Text,
        table_version -> Text,
        is_change -> Bool,
        shown -> Integer,
        shown_digest -> Nullable<Binary>,
        facts -> Nullable<Binary>,
        prev -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    decision_facts (digest) {
        digest -> Binary,
        facts -> Text,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    review_decisions (id) {
        id -> IdSql,
        holding_id -> IdSql,
        review -> Text,
        verdict -> Text,
        reason -> Binary,
        staff_id -> IdSql,
        at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    journal_shown (seq, candidate_id) {
        seq -> BigInt,
        candidate_id -> IdSql,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    journal_head (id) {
        id -> Integer,
        seq -> BigInt,
        last_change -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    stray_files (file_id, part) {
        file_id -> IdSql,
        part -> Text,
        first_seen_at -> BigInt,
        last_seen_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    anchor_keys (public_key) {
        public_key -> Binary,
        certificate -> Nullable<Binary>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    list_columns (staff_id) {
        staff_id -> IdSql,
        shown -> Text,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    saved_views (id) {
        id -> IdSql,
        office -> Text,
        staff_id -> IdSql,
        is_shared -> Bool,
        content -> Binary,
        created_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    address_index,
    applications,
    vacancies,
    holdings,
    stage_changes,
    grants,
    journal,
    journal_shown,
    assignments,
    documents,
    notices,
    profiles,
    data_keys,
    transfers,
    transfer_requests,
    entrustments,
    letters,
    notice_answers,
);
diesel::allow_tables_to_appear_in_same_query!(consents, holdings);
diesel::allow_tables_to_appear_in_same_query!(consent_requests, holdings);
diesel::allow_tables_to_appear_in_same_query!(saved_views, staff);
diesel::allow_tables_to_appear_in_same_query!(processors, processor_users, staff);

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    selected_records (staff_id, holding_id) {
        staff_id -> IdSql,
        holding_id -> IdSql,
        added_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    bulk_acts (id) {
        id -> IdSql,
        token_hash -> Binary,
        staff_id -> IdSql,
        act -> Binary,
        created_at -> BigInt,
        begun_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    bulk_act_records (act_id, holding_id) {
        act_id -> IdSql,
        holding_id -> IdSql,
        outcome -> Text,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    incidents (id) {
        id -> IdSql,
        office -> Text,
        place -> Text,
        processor_id -> Nullable<IdSql>,
        known_on -> Text,
        assessed_on -> Nullable<Text>,
        processor_knew_on -> Nullable<Text>,
        what -> Text,
        categories -> Text,
        wrongful_purpose -> Bool,
        property_damage -> Bool,
        significant_harm -> Bool,
        recorded_by -> Nullable<IdSql>,
        recorded_at -> BigInt,
        revision -> BigInt,
        searches -> BigInt,
        scope -> Nullable<Text>,
        scope_of -> Nullable<Text>,
        scope_from -> Nullable<Text>,
        scope_until -> Nullable<Text>,
        scope_acts -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    incident_affected (incident_id, holding_id) {
        incident_id -> IdSql,
        holding_id -> IdSql,
        candidate_id -> IdSql,
        office -> Text,
        home -> Nullable<Text>,
        health -> Bool,
        search -> BigInt,
        left_out -> Nullable<Text>,
        added -> Nullable<Text>,
        staff_id -> Nullable<IdSql>,
        at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    incident_clocks (incident_id, rule) {
        incident_id -> IdSql,
        rule -> Text,
        due_on -> Nullable<Text>,
        done_on -> Nullable<Text>,
        not_required -> Nullable<Text>,
        staff_id -> Nullable<IdSql>,
        at -> BigInt,
        revision -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(incidents, incident_clocks);
diesel::allow_tables_to_appear_in_same_query!(incident_affected, offices);

// The keyring, a database of its own.

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    wrapped_keys (grant_id) {
        grant_id -> IdSql,
        wrapped -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    office_secrets (id) {
        id -> IdSql,
        office -> Text,
        kind -> Text,
        wrapped -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    third_parties (id) {
        id -> IdSql,
        office -> Text,
        name -> Text,
        name_key -> Text,
        kind -> Text,
        country -> Text,
        created_at -> BigInt,
        contact -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    disclosures (id) {
        id -> IdSql,
        holding_id -> IdSql,
        origin -> Text,
        third_party_id -> IdSql,
        categories -> Text,
        purpose -> Text,
        ground -> Text,
        exception_law -> Nullable<Text>,
        evidence -> Bool,
        consent_difficult -> Bool,
        harm_to -> Nullable<Text>,
        safeguard -> Nullable<Text>,
        safeguard_until -> Nullable<Text>,
        annual_check_on -> Nullable<Text>,
        words -> Binary,
        asked_by -> Nullable<IdSql>,
        asked_at -> BigInt,
        approved_by -> Nullable<IdSql>,
        approved_at -> Nullable<BigInt>,
        state -> Text,
        settled_by -> Nullable<IdSql>,
        settled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    provision_records (disclosure_id) {
        disclosure_id -> IdSql,
        given_on -> Text,
        means -> Text,
        rules -> Text,
        table_version -> Text,
        consent_id -> Nullable<IdSql>,
        recorded_by -> Nullable<IdSql>,
        recorded_at -> BigInt,
        kept_until -> Text,
        kept_rule -> Text,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    disclosure_duties (disclosure_id, duty) {
        disclosure_id -> IdSql,
        duty -> Text,
        due_on -> Text,
        done_by -> Nullable<IdSql>,
        done_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    provision_ends (id) {
        id -> IdSql,
        disclosure_id -> IdSql,
        holding_id -> IdSql,
        third_party_id -> IdSql,
        ground -> Text,
        demanded_on -> Text,
        words -> Binary,
        recorded_by -> Nullable<IdSql>,
        recorded_at -> BigInt,
        lifted_by -> Nullable<IdSql>,
        lifted_at -> Nullable<BigInt>,
        lift_words -> Nullable<Binary>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    receipt_records (id) {
        id -> IdSql,
        holding_id -> IdSql,
        origin -> Text,
        third_party_id -> IdSql,
        received_on -> Text,
        categories -> Text,
        words -> Binary,
        recorded_by -> Nullable<IdSql>,
        recorded_at -> BigInt,
        kept_until -> Text,
        kept_rule -> Text,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    lent_duties (id) {
        id -> IdSql,
        transfer_id -> Nullable<IdSql>,
        entrustment_id -> Nullable<IdSql>,
        holding_id -> IdSql,
        origin -> Text,
        recipient -> Text,
        countries -> Text,
        duty -> Text,
        rule -> Text,
        due_on -> Nullable<Text>,
        done_at -> Nullable<BigInt>,
        done_by -> Nullable<IdSql>,
        note_id -> Nullable<IdSql>,
        notice_id -> Nullable<IdSql>,
        consent_id -> Nullable<IdSql>,
        kept_until -> Nullable<Text>,
        kept_rule -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    duty_notes (id) {
        id -> IdSql,
        origin -> Text,
        duty -> Text,
        recipient -> Text,
        countries -> Text,
        records -> BigInt,
        note -> Text,
        staff_id -> Nullable<IdSql>,
        at -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    message_templates (id) {
        id -> IdSql,
        office -> Text,
        locale -> Text,
        name -> Text,
        subject -> Text,
        body -> Text,
        changed_by -> Nullable<IdSql>,
        changed_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    staff_signatures (staff_id, locale) {
        staff_id -> IdSql,
        locale -> Text,
        body -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    third_parties,
    disclosures,
    disclosure_duties,
    provision_records,
    provision_ends,
    receipt_records,
    holdings
);

diesel::allow_tables_to_appear_in_same_query!(
    threads,
    thread_tags,
    messages,
    message_files,
    message_index,
    message_findings,
    thread_viewers,
    interviews,
    holdings
);

diesel::allow_tables_to_appear_in_same_query!(subject_requests, messages);

diesel::allow_tables_to_appear_in_same_query!(health_messages, health_files, messages);

diesel::table! {
    use crate::store::columns::IdSql;
    use diesel::sql_types::*;
    undelivered_addresses (message_id, digest) {
        message_id -> IdSql,
        digest -> Binary,
        holding_id -> IdSql,
        status -> Text,
        since -> BigInt,
        cleared_at -> Nullable<BigInt>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(undelivered_addresses, messages);
