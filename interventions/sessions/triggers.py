"""What the database itself does when a session is written: bodies of its triggers."""

from interventions.sessions.states import SessionState

# The people of a session: kept by the database alone, so that no way of writing is forgotten. Who belongs to the
# household when the session is booked takes part, and stays on record when they leave it. A cancelled session takes up
# nobody's time. It runs as whoever writes, inside their practice.
ATTENDEES = f"""
    IF NEW.state <> '{SessionState.CANCELLED}' THEN
        times := tstzrange(NEW.starts_at, NEW.ends_at);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.client_id = OLD.client_id AND NEW.household_id IS NOT DISTINCT FROM OLD.household_id THEN
            UPDATE interventions_attendee SET during = times
            WHERE practice_id = NEW.practice_id AND session_id = NEW.id;
            RETURN NULL;
        END IF;
        DELETE FROM interventions_attendee WHERE practice_id = NEW.practice_id AND session_id = NEW.id;
    END IF;
    INSERT INTO interventions_attendee (id, practice_id, session_id, client_id, during)
    SELECT gen_random_uuid(), NEW.practice_id, NEW.id, people.client_id, times FROM (
        SELECT NEW.client_id UNION SELECT m.client_id FROM clients_householdmember m
        WHERE m.practice_id = NEW.practice_id AND m.household_id = NEW.household_id AND m.left_on IS NULL
    ) AS people (client_id);
    RETURN NULL;
"""  # noqa: S608 -- values of an enumeration


# A session of a joint plan is its household's, or one member's alone, who belongs to the household now. The lock makes
# whoever ends the household at the same moment wait, and then find what was added.
ONE_OF_PLAN = f"""
    SELECT p.household_id INTO joint FROM interventions_plan p
    WHERE p.practice_id = NEW.practice_id AND p.id = NEW.plan_id;
    IF joint IS NULL OR NEW.household_id = joint THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.client_id, NEW.plan_id) = (OLD.client_id, OLD.plan_id) AND NEW.household_id IS NULL
            AND OLD.household_id IS NULL AND (OLD.state <> '{SessionState.CANCELLED}' OR NEW.state = OLD.state) THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM 1 FROM clients_household h
    JOIN clients_householdmember m ON m.practice_id = h.practice_id AND m.household_id = h.id
    WHERE h.practice_id = NEW.practice_id AND h.id = joint AND h.ended_on IS NULL AND NEW.household_id IS NULL
        AND m.client_id = NEW.client_id AND m.left_on IS NULL
    FOR SHARE OF h;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the client is not in the household of the joint plan, or it has ended'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_session_one_of_plan';
    END IF;
    RETURN NEW;
"""  # noqa: S608 -- values of an enumeration


# What is on record stays: a session of which a note is signed is neither moved nor given to other people, cancelled or
# put back to "booked"; one that took place is not cancelled; and who cancels says when, before the session begins. It
# compares the rows: the times are the action's.
ON_RECORD = f"""
    IF TG_OP = 'UPDATE' AND NEW.state = '{SessionState.CANCELLED}' AND OLD.state <> '{SessionState.CANCELLED}' THEN
        IF OLD.state NOT IN ('{SessionState.BOOKED}', '{SessionState.ARRIVED}') OR NEW.outcome_at IS NULL THEN
            RAISE EXCEPTION 'a session that took place is not cancelled, and a cancellation has a time'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_session_not_cancelled';
        END IF;
    END IF;
    IF EXISTS (
        SELECT 1 FROM interventions_note n
        WHERE n.practice_id = OLD.practice_id AND n.session_id = OLD.id AND n.state = 'signed'
    ) AND (TG_OP = 'DELETE'
        OR (NEW.client_id, NEW.starts_at, NEW.ends_at) IS DISTINCT FROM (OLD.client_id, OLD.starts_at, OLD.ends_at)
        OR NEW.household_id IS DISTINCT FROM OLD.household_id
        OR (NEW.state <> OLD.state AND NEW.state NOT IN ('{SessionState.ATTENDED}', '{SessionState.MISSED}'))
    ) THEN
        RAISE EXCEPTION 'a note of this session is signed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_session_on_record';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
"""  # noqa: S608 -- values of an enumeration
