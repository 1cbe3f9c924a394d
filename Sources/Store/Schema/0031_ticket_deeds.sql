-- Tickets: where they lead and who is reached there, as booked; taken, given back, commented on.

-- An address as a ticket keeps it.
CREATE FUNCTION tickets.place_of(p_address customers.address) RETURNS jsonb LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT jsonb_build_object('city', p_address.city, 'street', p_address.street, 'building', p_address.building,
        'flat', p_address.flat)
    $$;

-- What a ticket is booked with where nothing is chosen: the customer's first address for services, else the first; the
-- number they prefer to be called at. A ticket keeps its own: what becomes of the profile afterwards, a merge above all,
-- sends nobody to another door.
CREATE FUNCTION tickets.reached(p_customer bigint) RETURNS jsonb LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_head bigint := (customers.family(p_customer))[1];
BEGIN
    RETURN jsonb_strip_nulls(jsonb_build_object(
        'address', (SELECT tickets.place_of(a) FROM customers.address a WHERE a.customer_id = v_head
            ORDER BY a.kind <> 'service', a.line LIMIT 1),
        'phone', (SELECT p.number FROM customers.phone p WHERE p.customer_id = v_head
            ORDER BY p.is_preferred DESC, p.line LIMIT 1)));
END $$;

-- The same with the address that was chosen; of several for services one must be.
CREATE FUNCTION tickets.booked(p_customer bigint, p_address jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_booked jsonb := tickets.reached(p_customer);
    v_head bigint := (customers.family(p_customer))[1];
    v_services bigint;
    v_all bigint;
BEGIN
    IF p_address IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM customers.address a WHERE a.customer_id = v_head AND tickets.place_of(a) = p_address) THEN
            RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'Address: the customer has no such address; choose one of those there are.';
        END IF;
        RETURN v_booked || jsonb_build_object('address', p_address);
    END IF;
    SELECT count(DISTINCT tickets.place_of(a)) FILTER (WHERE a.kind = 'service'), count(DISTINCT tickets.place_of(a))
        INTO v_services, v_all FROM customers.address a WHERE a.customer_id = v_head;
    IF v_services > 1 OR v_services = 0 AND v_all > 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Address: the customer has several; choose one.';
    END IF;
    RETURN v_booked;
END $$;

-- A correction of the address or number itself, in the profile, reaches the open tickets that are booked with it.
CREATE FUNCTION tickets.follow_correction() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_key text;
    v_old jsonb;
    v_new jsonb;
BEGIN
    IF TG_TABLE_NAME = 'address' THEN
        v_key := 'address';
        v_old := tickets.place_of(OLD);
        v_new := tickets.place_of(NEW);
    ELSE
        v_key := 'phone';
        v_old := to_jsonb(OLD.number);
        v_new := to_jsonb(NEW.number);
    END IF;
    UPDATE tickets.ticket t SET data = t.data || jsonb_build_object(v_key, v_new)
        WHERE t.customer_id = ANY (customers.family(NEW.customer_id)) AND t.state = 'open' AND t.data -> v_key = v_old;
    IF FOUND THEN PERFORM sec.announce('tickets'); END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER tickets_follow AFTER UPDATE OF city, street, building, flat ON customers.address
    FOR EACH ROW EXECUTE FUNCTION tickets.follow_correction();
CREATE TRIGGER tickets_follow AFTER UPDATE OF number ON customers.phone
    FOR EACH ROW EXECUTE FUNCTION tickets.follow_correction();

-- The place of the next event in the flow; the caller holds the ticket's lock.
CREATE FUNCTION tickets.next_line(p_ticket tickets.ticket) RETURNS int LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(max(e.line), 0) + 1 FROM tickets.flow_event e
        WHERE e.customer_id = p_ticket.customer_id AND e.ticket_id = p_ticket.ticket_id
    $$;

-- Takes the ticket for a quarter of an hour; the same operator takes it again to go on. Only who may push it out of its
-- step may take it: others would only keep those away who can.
CREATE FUNCTION api.ticket_take(p_customer bigint, p_ticket bigint) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_ticket tickets.ticket;
BEGIN
    PERFORM sec.need('ticket.take');
    v_ticket := tickets.lock(p_customer, p_ticket);
    IF v_ticket.queue_id <> ALL (sec.my_queues()) THEN
        RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'This ticket is in a queue that is not yours.';
    END IF;
    IF NOT EXISTS (SELECT FROM tickets.transition r
        WHERE r.flow_id = v_ticket.flow_id AND r.from_step = v_ticket.step AND sec.has(r.permission)) THEN
        RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('Your role does not push tickets out of %s.',
            (SELECT s.name FROM tickets.step s WHERE s.flow_id = v_ticket.flow_id AND s.step = v_ticket.step));
    END IF;
    IF v_ticket.taken_by <> session_user AND v_ticket.taken_until > sec.now() THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('%s has taken this ticket.', sec.name_of(v_ticket.taken_by));
    END IF;
    UPDATE tickets.ticket SET taken_by = session_user, taken_until = sec.now() + interval '15 minutes'
        WHERE customer_id = p_customer AND ticket_id = p_ticket;
    PERFORM sec.announce('tickets');
    RETURN v_ticket.version;
END $$;

-- Gives the ticket back before its time is over. Done twice, or after that time, it changes nothing.
CREATE FUNCTION api.ticket_release(p_customer bigint, p_ticket bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_ticket tickets.ticket;
BEGIN
    PERFORM sec.need('ticket.take');
    v_ticket := tickets.lock(p_customer, p_ticket);
    IF v_ticket.taken_by <> session_user AND v_ticket.taken_until > sec.now() THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
            '%s has taken this ticket; only they give it back.', sec.name_of(v_ticket.taken_by));
    END IF;
    UPDATE tickets.ticket SET taken_by = NULL, taken_until = NULL
        WHERE customer_id = p_customer AND ticket_id = p_ticket AND taken_by = session_user;
    IF FOUND THEN PERFORM sec.announce('tickets'); END IF;
END $$;

-- A comment in the flow, by whoever sees the ticket and may comment, taken or not. It moves nothing: the version stays, and
-- a push that is under way goes through. Returns its place in the flow.
CREATE FUNCTION api.ticket_comment(p_customer bigint, p_ticket bigint, p_comment text, p_key text) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_ticket tickets.ticket;
    v_line int;
    v_comment text := btrim(coalesce(p_comment, ''));
BEGIN
    PERFORM sec.need('ticket.view'), sec.need('ticket.comment');
    v_earlier := sec.command_begin(p_key, 'ticket.comment', jsonb_build_array(p_customer, p_ticket, p_comment));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'line')::int; END IF;
    v_ticket := tickets.lock(p_customer, p_ticket);
    IF v_comment = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Comment: must be filled in.';
    END IF;
    IF length(v_comment) > 4000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Comment: at most 4000 characters.';
    END IF;
    v_line := tickets.next_line(v_ticket);
    INSERT INTO tickets.flow_event (customer_id, ticket_id, line, to_step, resolution, comment, at, actor, command_key)
        VALUES (p_customer, p_ticket, v_line, v_ticket.step, 'comment', v_comment, sec.now(), session_user, p_key);
    PERFORM sec.command_end(p_key, jsonb_build_object('line', v_line));
    PERFORM sec.announce('tickets');
    RETURN v_line;
END $$;
