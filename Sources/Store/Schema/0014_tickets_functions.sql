-- Tickets: opened, taken, pushed along their flow; each step's own act in the same transaction.

-- Opens the activation ticket of a tariff at one of the customer's addresses; NULL is the only one there is. The caller
-- holds the customer's lock and has checked the permission.
CREATE FUNCTION tickets.open_activation(
    p_customer bigint, p_account bigint, p_tariff int, p_parameters jsonb, p_address jsonb, p_key text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_tariff catalog.tariff;
    v_step tickets.step;
    v_type int;
    v_ticket bigint := nextval('tickets.ticket_id_seq');
BEGIN
    SELECT * INTO v_tariff FROM catalog.tariff WHERE tariff_id = p_tariff AND sold @> sec.today();
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Tariff: choose one that is sold today.';
    END IF;
    IF NOT EXISTS (SELECT FROM accounts.account a WHERE a.customer_id = p_customer AND a.account_id = p_account
        AND a.closed_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no open account %s of this customer.', p_account);
    END IF;
    -- The newest published flow of the type that activates this kind of service; without one, of the type for all of them.
    SELECT s.* INTO v_step
        FROM tickets.ticket_type t JOIN tickets.flow f USING (ticket_type_id) JOIN tickets.step s USING (flow_id)
            JOIN catalog.service_type st ON st.service_type_id = v_tariff.service_type_id AND t.code IN (st.code, 'service')
        WHERE f.published_at IS NOT NULL AND s.is_first
        ORDER BY t.code = st.code DESC, f.flow_version DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'No ticket flow is published for this kind of service.';
    END IF;
    SELECT ticket_type_id INTO v_type FROM tickets.flow WHERE flow_id = v_step.flow_id;
    INSERT INTO tickets.ticket (customer_id, ticket_id, ticket_type_id, flow_id, step, queue_id, data, opened_at,
            opened_by, step_since, deadline_at)
        VALUES (p_customer, v_ticket, v_type, v_step.flow_id, v_step.step, v_step.queue_id,
            jsonb_build_object('tariff_id', p_tariff, 'account_id', p_account,
                'parameters', catalog.resolve_parameters(p_tariff, p_parameters)) || tickets.booked(p_customer, p_address),
            sec.now(), session_user, sec.now(), sec.now() + make_interval(hours => v_step.deadline_hours));
    INSERT INTO tickets.flow_event (customer_id, ticket_id, line, to_step, resolution, at, actor, command_key)
        VALUES (p_customer, v_ticket, 0, v_step.step, 'opened', sec.now(), session_user, p_key);
    PERFORM sec.announce('tickets');
    RETURN v_ticket;
END $$;

CREATE FUNCTION api.ticket_open(
    p_customer bigint, p_account bigint, p_tariff int, p_parameters jsonb, p_address jsonb, p_key text)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_ticket bigint;
BEGIN
    PERFORM sec.need('ticket.open');
    v_earlier := sec.command_begin(p_key, 'ticket.open',
        jsonb_build_array(p_customer, p_account, p_tariff, p_parameters, p_address));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'ticket_id')::bigint; END IF;
    PERFORM customers.lock(p_customer);
    v_ticket := tickets.open_activation(p_customer, p_account, p_tariff, p_parameters, p_address, p_key);
    PERFORM sec.command_end(p_key, jsonb_build_object('ticket_id', v_ticket));
    RETURN v_ticket;
END $$;

-- Locks an open ticket; one outside the caller's queues or branches is as absent as none.
CREATE FUNCTION tickets.lock(p_customer bigint, p_ticket bigint) RETURNS tickets.ticket LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_ticket tickets.ticket;
BEGIN
    SELECT t.* INTO v_ticket FROM tickets.ticket t JOIN customers.customer c USING (customer_id)
        WHERE t.customer_id = p_customer AND t.ticket_id = p_ticket
            AND (sec.has('branch.all') OR c.branch_id = ANY (sec.my_branches()))
        FOR UPDATE OF t;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = format('There is no ticket %s of this customer.', p_ticket);
    END IF;
    IF v_ticket.state <> 'open' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('Ticket %s is closed already.', p_ticket);
    END IF;
    RETURN v_ticket;
END $$;

-- What leaving a step forward does, by the step's view. Returns the ticket's data afterwards.
CREATE FUNCTION tickets.perform(p_ticket tickets.ticket, p_view text, p_result jsonb) RETURNS jsonb LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_data jsonb := p_ticket.data;
    v_port network.port;
    v_subscription bigint;
BEGIN
    CASE p_view
    WHEN 'survey' THEN
        IF jsonb_typeof(p_result -> 'feasible') IS DISTINCT FROM 'boolean'
            OR coalesce((p_result ->> 'cable_metres')::int, -1) NOT BETWEEN 0 AND 5000 THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Cable, metres: must be a whole number from 0 to 5000.';
        END IF;
        IF NOT (p_result ->> 'feasible')::boolean THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001',
                MESSAGE = 'The survey says that the address cannot be connected: the ticket cannot go forward.';
        END IF;
        v_data := v_data || jsonb_build_object('survey', p_result);
    WHEN 'port' THEN
        SELECT * INTO v_port FROM network.port WHERE port_id = (p_result ->> 'port_id')::bigint FOR UPDATE;
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'Port: choose one.';
        END IF;
        IF v_port.state <> 'free' THEN
            RAISE EXCEPTION USING ERRCODE = 'BC002',
                MESSAGE = format('Port %s is not free any more; choose another.', v_port.name);
        END IF;
        UPDATE network.port SET state = 'reserved', customer_id = p_ticket.customer_id, ticket_id = p_ticket.ticket_id
            WHERE node_id = v_port.node_id AND port_id = v_port.port_id;
        v_data := v_data || jsonb_build_object('node_id', v_port.node_id, 'port_id', v_port.port_id);
    WHEN 'device' THEN
        IF NOT EXISTS (SELECT FROM warehouse.device WHERE device_id = (v_data ->> 'device_id')::bigint
            AND state = 'at_customer' AND ticket_id = p_ticket.ticket_id) THEN
            RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'No device was handed over yet: scan its serial first.';
        END IF;
    WHEN 'activation' THEN
        v_subscription := catalog.subscription_activate(p_ticket.customer_id, (v_data ->> 'account_id')::bigint,
            (v_data ->> 'tariff_id')::int, v_data -> 'parameters', btrim(coalesce(p_result ->> 'identifier', '')));
        UPDATE network.port SET state = 'in_use', subscription_id = v_subscription, ticket_id = NULL
            WHERE node_id = (v_data ->> 'node_id')::int AND port_id = (v_data ->> 'port_id')::bigint
                AND customer_id = p_ticket.customer_id;
        UPDATE warehouse.device SET subscription_id = v_subscription, ticket_id = NULL, version = version + 1
            WHERE device_id = (v_data ->> 'device_id')::bigint AND customer_id = p_ticket.customer_id;
        v_data := v_data || jsonb_build_object('subscription_id', v_subscription);
    ELSE NULL;
    END CASE;
    RETURN v_data;
END $$;

-- What going back over a step undoes, by the step's view: the port is released, the device returns to its stock.
CREATE FUNCTION tickets.compensate(p_ticket tickets.ticket, p_view text, p_data jsonb) RETURNS jsonb LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF p_view = 'port' AND p_data ? 'port_id' THEN
        UPDATE network.port SET state = 'free', customer_id = NULL, ticket_id = NULL
            WHERE node_id = (p_data ->> 'node_id')::int AND port_id = (p_data ->> 'port_id')::bigint
                AND ticket_id = p_ticket.ticket_id;
        RETURN p_data - 'port_id' - 'node_id';
    ELSIF p_view = 'device' AND p_data ? 'device_id' THEN
        PERFORM warehouse.take_back((p_data ->> 'device_id')::bigint, p_ticket.customer_id, p_ticket.ticket_id);
        RETURN p_data - 'device_id';
    END IF;
    RETURN p_data;
END $$;

-- Pushes the ticket along one transition: permission, version, resolution, the step's act or its undoing, history.
CREATE FUNCTION api.ticket_push(
    p_customer bigint, p_ticket bigint, p_version int, p_transition text, p_resolution text, p_comment text,
    p_result jsonb, p_key text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_earlier jsonb;
    v_ticket tickets.ticket;
    v_transition tickets.transition;
    v_from tickets.step;
    v_to tickets.step;
    v_passed tickets.step;
    v_data jsonb;
    v_comment text := btrim(coalesce(p_comment, ''));
    v_last tickets.flow_event;
BEGIN
    v_earlier := sec.command_begin(p_key, 'ticket.push',
        jsonb_build_array(p_customer, p_ticket, p_version, p_transition, p_resolution, p_comment, p_result));
    IF v_earlier IS NOT NULL THEN RETURN (v_earlier ->> 'version')::int; END IF;
    PERFORM sec.need('ticket.view');
    v_ticket := tickets.lock(p_customer, p_ticket);
    SELECT * INTO v_transition FROM tickets.transition
        WHERE flow_id = v_ticket.flow_id AND transition = p_transition AND from_step = v_ticket.step;
    IF v_ticket.version <> p_version THEN
        SELECT * INTO v_last FROM tickets.flow_event
            WHERE customer_id = p_customer AND ticket_id = p_ticket AND transition IS NOT NULL ORDER BY line DESC LIMIT 1;
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format(
            '%s has changed this ticket meanwhile (%s); look at it again.', sec.name_of(v_last.actor), v_last.resolution);
    END IF;
    IF v_transition.transition IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BC003', MESSAGE = 'This step has no such way out.';
    END IF;
    PERFORM sec.need(v_transition.permission);
    IF v_ticket.queue_id <> ALL (sec.my_queues()) THEN
        RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'This ticket is in a queue that is not yours.';
    END IF;
    IF v_ticket.taken_by <> session_user AND v_ticket.taken_until > sec.now() THEN
        RAISE EXCEPTION USING ERRCODE = 'BC002', MESSAGE = format('%s has taken this ticket.', sec.name_of(v_ticket.taken_by));
    END IF;
    IF p_resolution IS NULL OR p_resolution <> ALL (v_transition.resolutions) THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = format('Resolution: choose one of %s.',
            array_to_string(v_transition.resolutions, ', '));
    END IF;
    IF v_transition.needs_comment AND v_comment = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Comment: must be filled in.';
    END IF;
    IF length(v_comment) > 4000 THEN
        RAISE EXCEPTION USING ERRCODE = 'BC001', MESSAGE = 'Comment: at most 4000 characters.';
    END IF;
    SELECT * INTO v_from FROM tickets.step WHERE flow_id = v_ticket.flow_id AND step = v_ticket.step;
    SELECT * INTO v_to FROM tickets.step WHERE flow_id = v_ticket.flow_id AND step = v_transition.to_step;
    v_data := v_ticket.data;
    IF v_transition.direction = 'forward' THEN
        v_data := tickets.perform(v_ticket, v_from.view, coalesce(p_result, '{}'));
    ELSE
        FOR v_passed IN SELECT * FROM tickets.step WHERE flow_id = v_ticket.flow_id
            AND position >= v_to.position AND position <= v_from.position AND NOT is_final ORDER BY position DESC LOOP
            v_data := tickets.compensate(v_ticket, v_passed.view, v_data);
        END LOOP;
    END IF;
    UPDATE tickets.ticket SET step = v_to.step, queue_id = CASE WHEN v_to.is_final THEN queue_id ELSE v_to.queue_id END,
            data = v_data, step_since = sec.now(), taken_by = NULL, taken_until = NULL, version = version + 1,
            deadline_at = sec.now() + make_interval(hours => v_to.deadline_hours),
            state = CASE WHEN NOT v_to.is_final THEN 'open' WHEN v_transition.direction = 'forward' THEN 'done'
                ELSE 'cancelled' END,
            closed_at = CASE WHEN v_to.is_final THEN sec.now() END
        WHERE customer_id = p_customer AND ticket_id = p_ticket;
    INSERT INTO tickets.flow_event (customer_id, ticket_id, line, transition, from_step, to_step, resolution, comment,
            at, actor, command_key)
        VALUES (p_customer, p_ticket, tickets.next_line(v_ticket), p_transition, v_from.step, v_to.step, p_resolution, v_comment,
            sec.now(), session_user, p_key);
    PERFORM sec.command_end(p_key, jsonb_build_object('version', p_version + 1));
    PERFORM sec.announce('tickets');
    RETURN p_version + 1;
END $$;

SELECT hist.track('tickets.ticket', 'ticket_id');
