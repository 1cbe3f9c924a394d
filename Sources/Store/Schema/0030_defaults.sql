-- What every installation starts with: permissions, usual roles, queues, and the flow that connects an internet line.

INSERT INTO sec.installation DEFAULT VALUES;

INSERT INTO sec.permission (code, kind, title) VALUES
    ('customer.view', 'view', 'See customers'),
    ('customer.register', 'act', 'Register customers'),
    ('customer.edit', 'act', 'Change customers'),
    ('branch.all', 'view', 'See customers of every branch'),
    ('account.view', 'view', 'See accounts and movements'),
    ('account.open', 'act', 'Open further accounts'),
    ('account.credit_limit', 'act', 'Change credit limits'),
    ('account.move', 'act', 'Move money between a customer''s accounts'),
    ('payment.register', 'act', 'Take payments'),
    ('payment.backdate', 'act', 'Enter payments of earlier days and of other channels'),
    ('payment.reverse', 'act', 'Take payments back'),
    ('payment.refund', 'act', 'Give money back'),
    ('payment.promise', 'act', 'Accept promised payments'),
    ('till.use', 'act', 'Have a till and its shifts'),
    ('till.supervise', 'view', 'See all tills and shifts'),
    ('catalog.view', 'view', 'See tariffs'),
    ('catalog.edit', 'act', 'Change tariffs and prices'),
    ('ticket.view', 'view', 'See tickets'),
    ('ticket.open', 'act', 'Open tickets'),
    ('ticket.take', 'act', 'Take tickets'),
    ('ticket.comment', 'act', 'Write comments in tickets'),
    ('ticket.survey', 'act', 'Decide surveys'),
    ('ticket.assign_port', 'act', 'Assign ports'),
    ('ticket.hand_over', 'act', 'Finish device hand-overs'),
    ('ticket.activate', 'act', 'Activate services'),
    ('ticket.cancel', 'act', 'Cancel tickets'),
    ('warehouse.view', 'view', 'See stocks and devices'),
    ('device.receive', 'act', 'Receive devices into a stock'),
    ('device.hand_over', 'act', 'Hand devices over to customers'),
    ('network.view', 'view', 'See nodes and ports'),
    ('usage.view', 'view', 'See calls'),
    ('usage.replay', 'act', 'Correct rejected records and rate them again'),
    ('usage.rerate', 'act', 'Rate calls again and post the differences'),
    ('history.view', 'view', 'See the history'),
    ('service.change', 'act', 'Change tariffs and options of services'),
    ('service.discount', 'act', 'Give discounts'),
    ('service.suspend', 'act', 'Suspend and resume services'),
    ('service.terminate', 'act', 'End services'),
    ('charge.view', 'view', 'See charging runs'),
    ('charge.run', 'act', 'Ask for charging runs and take them back'),
    ('charge.reverse', 'act', 'Take charges back'),
    ('period.close', 'act', 'Close periods'),
    ('alarm.view', 'view', 'See alarms'),
    ('operator.manage', 'act', 'Manage operators and roles');

INSERT INTO sec.role (role_id, code, title) VALUES
    (1, 'call_centre', 'Call centre'), (2, 'surveyor', 'Surveyor'), (3, 'network', 'Network engineer'),
    (4, 'warehouse', 'Warehouse'), (5, 'cashier', 'Cashier'), (6, 'supervisor', 'Supervisor'),
    (7, 'administrator', 'Administrator');
SELECT setval(pg_get_serial_sequence('sec.role', 'role_id'), 100);

INSERT INTO sec.role_permission (role_id, permission)
    SELECT 1, unnest('{customer.view,customer.register,customer.edit,branch.all,account.view,catalog.view,ticket.view,
        ticket.open,ticket.take,ticket.comment,usage.view,history.view,service.change,service.suspend,
        payment.promise}'::text[]) UNION ALL
    SELECT 2, unnest('{customer.view,branch.all,ticket.view,ticket.take,ticket.comment,ticket.survey,network.view}'::text[]) UNION ALL
    SELECT 3, unnest('{customer.view,branch.all,ticket.view,ticket.take,ticket.comment,ticket.assign_port,network.view,history.view}'::text[]) UNION ALL
    SELECT 4, unnest('{customer.view,branch.all,ticket.view,ticket.take,ticket.comment,ticket.hand_over,warehouse.view,device.receive,
        device.hand_over}'::text[]) UNION ALL
    SELECT 5, unnest('{customer.view,branch.all,account.view,payment.register,till.use}'::text[]) UNION ALL
    SELECT 6, unnest('{customer.view,customer.edit,branch.all,account.view,catalog.view,ticket.view,ticket.open,ticket.take,
        ticket.comment,ticket.survey,ticket.assign_port,ticket.hand_over,ticket.activate,ticket.cancel,warehouse.view,network.view,
        usage.view,usage.replay,usage.rerate,history.view,service.change,service.discount,service.suspend,service.terminate,charge.view,
        charge.run,charge.reverse,period.close,alarm.view,account.open,account.credit_limit,account.move,payment.backdate,
        payment.reverse,payment.refund,payment.promise,till.supervise}'::text[]) UNION ALL
    SELECT 7, code FROM sec.permission WHERE code IN ('operator.manage', 'history.view', 'customer.view', 'branch.all',
        'catalog.view', 'catalog.edit');

-- The daemon sees and does only through its own functions.
INSERT INTO sec.queue (queue_id, code, name) VALUES
    (1, 'survey', 'Survey'), (2, 'network', 'Network'), (3, 'warehouse', 'Warehouse'), (4, 'activation', 'Activation');

INSERT INTO catalog.lifecycle (advanced_until) VALUES (sec.today());

INSERT INTO accounts.house_account (house_account_id, code, kind, name) VALUES
    (1, 'bank.main', 'bank', 'Main bank account'),
    (2, 'gateway.terminals', 'gateway', 'Payment terminals'),
    (3, 'discount', 'discount', 'Discounts'),
    (4, 'gateway.card', 'gateway', 'Bank cards'),
    (5, 'difference.till', 'difference', 'Differences of tills'),
    (6, 'suspense.move', 'suspense', 'Money between accounts of a customer'),
    (7, 'suspense.transit', 'suspense', 'Cash in transit');
SELECT setval(pg_get_serial_sequence('accounts.house_account', 'house_account_id'), 100);

INSERT INTO catalog.service_type (service_type_id, code, name) VALUES
    (1, 'internet', 'Internet'), (2, 'phone', 'Phone'), (3, 'tv', 'Television');
SELECT setval(pg_get_serial_sequence('catalog.service_type', 'service_type_id'), 100);

INSERT INTO tickets.ticket_type (ticket_type_id, code, name) VALUES (1, 'internet', 'Internet');
INSERT INTO tickets.flow (flow_id, ticket_type_id, flow_version, published_at) VALUES (1, 1, 1, sec.now());
SELECT setval(pg_get_serial_sequence('tickets.flow', 'flow_id'), 100);
INSERT INTO tickets.step (flow_id, step, name, view, queue_id, position, is_first, is_final, deadline_hours) VALUES
    (1, 'survey', 'Survey', 'survey', 1, 1, true, false, 24),
    (1, 'port', 'Port assignment', 'port', 2, 2, false, false, 24),
    (1, 'device', 'Device hand-over', 'device', 3, 3, false, false, 48),
    (1, 'activation', 'Activation', 'activation', 4, 4, false, false, 8),
    (1, 'closed', 'Closed', 'closed', 4, 5, false, true, NULL);
INSERT INTO tickets.transition (flow_id, transition, from_step, to_step, label, direction, permission, resolutions, needs_comment) VALUES
    (1, 'survey.done', 'survey', 'port', 'Can be connected', 'forward', 'ticket.survey', '{feasible,feasible_with_cable}', false),
    (1, 'survey.cancel', 'survey', 'closed', 'Cannot be connected', 'back', 'ticket.survey', '{no_coverage,customer_refused}', true),
    (1, 'port.done', 'port', 'device', 'Port assigned', 'forward', 'ticket.assign_port', '{assigned}', false),
    (1, 'port.back', 'port', 'survey', 'Back to survey', 'back', 'ticket.assign_port', '{no_free_port,wrong_address}', true),
    (1, 'device.done', 'device', 'activation', 'Device handed over', 'forward', 'ticket.hand_over', '{handed_over}', false),
    (1, 'device.back', 'device', 'port', 'Back to port assignment', 'back', 'ticket.hand_over', '{wrong_port,no_device}', true),
    (1, 'activation.done', 'activation', 'closed', 'Activated', 'forward', 'ticket.activate', '{activated}', false),
    (1, 'activation.back', 'activation', 'device', 'Back to device hand-over', 'back', 'ticket.activate', '{no_signal,wrong_device}', true);

-- Bank statements (0024).
INSERT INTO sec.permission (code, kind, title) VALUES
    ('bank.import', 'act', 'Import bank statements'),
    ('bank.match', 'act', 'Post bank entries to customers');
INSERT INTO sec.role (role_id, code, title) VALUES (8, 'accountant', 'Accountant');
INSERT INTO sec.role_permission (role_id, permission)
    SELECT 6, unnest('{bank.import,bank.match}'::text[]) UNION ALL
    SELECT 8, unnest('{customer.view,branch.all,account.view,catalog.view,bank.import,bank.match}'::text[]);
-- House accounts made later must not take a number given above.
SELECT setval(pg_get_serial_sequence('accounts.house_account', 'house_account_id'), 100);

-- Services without a flow of their own are activated by this one.
INSERT INTO tickets.ticket_type (ticket_type_id, code, name) VALUES (2, 'service', 'Service');
INSERT INTO tickets.flow (flow_id, ticket_type_id, flow_version, published_at) VALUES (2, 2, 1, sec.now());
INSERT INTO tickets.step (flow_id, step, name, view, queue_id, position, is_first, is_final, deadline_hours) VALUES
    (2, 'activation', 'Activation', 'activation', 4, 1, true, false, 24),
    (2, 'closed', 'Closed', 'closed', 4, 2, false, true, NULL);
INSERT INTO tickets.transition (flow_id, transition, from_step, to_step, label, direction, permission, resolutions, needs_comment) VALUES
    (2, 'activation.done', 'activation', 'closed', 'Activated', 'forward', 'ticket.activate', '{activated}', false),
    (2, 'activation.cancel', 'activation', 'closed', 'Cannot be activated', 'back', 'ticket.activate', '{not_possible,customer_refused}', true);

-- The catalogue as a document (0028).
INSERT INTO sec.permission (code, kind, title) VALUES
    ('catalog.edit', 'act', 'Edit the catalogue'),
    ('catalog.backdate', 'act', 'Change prices of days that are past or charged')
    ON CONFLICT DO NOTHING;
UPDATE sec.permission SET title = 'Edit the catalogue' WHERE code = 'catalog.edit';
INSERT INTO sec.role_permission (role_id, permission) VALUES (7, 'catalog.edit') ON CONFLICT DO NOTHING;

-- Stock documents (0044, 0045).
INSERT INTO sec.permission (code, kind, title) VALUES
    ('device.return', 'act', 'Take devices back from customers'),
    ('stock.move', 'act', 'Move devices between stocks'),
    ('stock.count', 'act', 'Count stocks'),
    ('stock.adjust', 'act', 'Post differences of counts and moves'),
    ('stock.manage', 'act', 'Change stocks, models and minimum levels');
INSERT INTO sec.role_permission (role_id, permission)
    SELECT 4, unnest('{device.return,stock.move,stock.count}'::text[]) UNION ALL
    SELECT 6, unnest('{device.receive,device.hand_over,device.return,stock.move,stock.count,stock.adjust,
        stock.manage}'::text[]) UNION ALL
    SELECT 7, unnest('{warehouse.view,stock.manage}'::text[]);

-- Customers (0041, 0042): what may be done to profiles, and the role that only looks (features F8.1).
INSERT INTO sec.permission (code, kind, title) VALUES
    ('customer.note', 'act', 'Write notes about customers'),
    ('customer.identity', 'field', 'See identity documents and bank accounts'),
    ('customer.files', 'view', 'See files kept with customers'),
    ('customer.attach', 'act', 'Add files to customers and withdraw them'),
    ('customer.merge', 'act', 'Merge customers that are one'),
    ('customer.export', 'act', 'Export personal data'),
    ('customer.anonymise', 'act', 'Remove for good who a customer was');
INSERT INTO sec.role (role_id, code, title) VALUES (12, 'support', 'Technical support');
INSERT INTO sec.role_permission (role_id, permission)
    SELECT 1, unnest('{customer.note,customer.identity,customer.files,customer.attach}'::text[]) UNION ALL
    SELECT r, 'customer.note' FROM unnest('{2,3,4,5}'::int[]) r UNION ALL
    SELECT 6, unnest('{customer.note,customer.identity,customer.files,customer.attach,customer.merge,customer.export,
        customer.anonymise}'::text[]) UNION ALL
    SELECT 12, unnest('{customer.view,branch.all,account.view,ticket.view,usage.view,history.view,catalog.view,
        network.view,warehouse.view}'::text[]);
