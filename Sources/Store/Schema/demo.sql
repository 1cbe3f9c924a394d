-- Reference data of the demo installation: what a real one enters in the administration panel.
-- Applied once, by the owner, on a freshly migrated database.

UPDATE sec.installation SET name = 'BCRM demo', is_demo = true;

INSERT INTO sec.branch (branch_id, code, name) VALUES
    (1, 'yerevan-1', 'Yerevan Centre'),
    (2, 'yerevan-2', 'Yerevan North'),
    (3, 'regions', 'Regions');

INSERT INTO accounts.house_account (house_account_id, code, kind, name) VALUES
    (11, 'revenue.internet', 'revenue', 'Internet fees'),
    (12, 'revenue.phone', 'revenue', 'Phone line fees'),
    (13, 'revenue.calls', 'revenue', 'Calls'),
    (14, 'revenue.tv', 'revenue', 'Television fees'),
    (15, 'revenue.rent', 'revenue', 'Rented devices'),
    (21, 'tax.vat', 'tax', 'Value added tax');

INSERT INTO catalog.tax_scheme (tax_scheme_id, code, name, is_inclusive, is_standard) VALUES
    (1, 'vat-20', 'VAT 20 % in the price', true, true);
INSERT INTO catalog.tax_rate (tax_rate_id, tax_scheme_id, name, valid, share, house_account_id) VALUES
    (1, 1, 'VAT 20 %', '(,)', 200000000, 21);

INSERT INTO catalog.component (component_id, service_type_id, code, name, charging, revenue_account_id, tag) VALUES
    (1, 1, 'fee', 'Internet fee', 'periodic', 11, 'internet'),
    (2, 2, 'line', 'Phone line', 'periodic', 12, 'phone'),
    (3, 2, 'calls', 'Calls', 'usage', 13, 'call'),
    (4, 3, 'fee', 'Television fee', 'periodic', 14, 'tv'),
    (5, 3, 'sport', 'Sport package', 'periodic', 14, 'tv'),
    (6, 3, 'cinema', 'Cinema channel', 'periodic', 14, 'tv'),
    (7, 3, 'box', 'Rented set-top box', 'periodic', 15, 'rent');

INSERT INTO catalog.channel (channel_id, code, name) VALUES
    (1, 'sport-1', 'Sport 1'), (2, 'sport-2', 'Sport 2'), (3, 'cinema', 'Cinema');
INSERT INTO catalog.component_channel (component_id, channel_id) VALUES (5, 1), (5, 2), (6, 3);

INSERT INTO catalog.tariff (tariff_id, service_type_id, code, name, suspension_limit, resumption_limit) VALUES
    (101, 1, 'home-50', 'Home 50', 0, 0),
    (102, 1, 'home-200', 'Home 200', 0, 0),
    (103, 1, 'business-500', 'Business 500', 0, 0),
    (201, 2, 'phone-basic', 'Phone Basic', 0, 0),
    (301, 3, 'tv-100', 'TV 100', 0, 0);

INSERT INTO catalog.tariff_component (tariff_id, component_id, selection) VALUES
    (101, 1, 'included'), (102, 1, 'included'), (103, 1, 'included'), (201, 2, 'included'), (201, 3, 'included'),
    (301, 4, 'included'), (301, 5, 'optional'), (301, 6, 'optional'), (301, 7, 'optional');

INSERT INTO catalog.tariff_price (tariff_id, component_id, valid, amount) VALUES
    (101, 1, '[2010-01-01,)', 600000),
    (102, 1, '[2010-01-01,)', 990000),
    (103, 1, '[2010-01-01,)', 3900000),
    (201, 2, '[2010-01-01,)', 150000),
    (301, 4, '[2010-01-01,)', 300000),
    (301, 5, '[2010-01-01,)', 120000),
    (301, 6, '[2010-01-01,)', 80000),
    (301, 7, '[2010-01-01,)', 100000);

INSERT INTO catalog.tariff_parameter
    (tariff_id, code, label, mode, type, unit, minimum, maximum, choices, value) VALUES
    (101, 'speed', 'Speed', 'fixed', 'integer', 'Mbit/s', NULL, NULL, '{}', '50'),
    (101, 'wifi_name', 'Wi-Fi name', 'asked', 'text', '', NULL, 32, '{}', NULL),
    (102, 'speed', 'Speed', 'fixed', 'integer', 'Mbit/s', NULL, NULL, '{}', '200'),
    (102, 'wifi_name', 'Wi-Fi name', 'asked', 'text', '', NULL, 32, '{}', NULL),
    (103, 'speed', 'Speed', 'asked', 'integer', 'Mbit/s', 100, 1000, '{}', NULL),
    (103, 'address_kind', 'IP address', 'default', 'choice', '', NULL, NULL, '{dynamic,static}', 'static');

-- Millionths of a minor unit a minute: 5.00 AMD is 500 minor units.
INSERT INTO catalog.price_list (price_list_id, code, name, currency) VALUES (1, 'national', 'Calls', 'AMD');
INSERT INTO catalog.call_rate (price_list_id, prefix, destination, destination_group, valid_from, price_per_minute_micro,
                               connection_fee_micro, first_increment, next_increment) VALUES
    (1, '37410', 'Yerevan', 'fixed', '2010-01-01', 500000000, 0, 60, 60),
    (1, '374', 'Armenia', 'fixed', '2010-01-01', 1000000000, 0, 60, 60),
    (1, '37477', 'Armenia mobile', 'mobile', '2010-01-01', 2500000000, 0, 60, 1),
    (1, '7', 'Russia', 'abroad', '2010-01-01', 6000000000, 0, 60, 60),
    (1, '49', 'Germany', 'abroad', '2010-01-01', 9000000000, 500000000, 30, 6),
    (1, '1', 'USA and Canada', 'abroad', '2010-01-01', 7000000000, 0, 60, 60),
    (1, '#', 'Emergency and service numbers', 'short', '2010-01-01', 0, 0, 60, 60);
INSERT INTO catalog.call_terms (tariff_id) VALUES (201);
INSERT INTO catalog.call_terms_list (tariff_id, place, price_list_id) VALUES (201, 1, 1);

INSERT INTO warehouse.stock (stock_id, code, name, kind, branch_id) VALUES
    (1, 'central', 'Central warehouse', 'central', 1),
    (2, 'north', 'Yerevan North stock', 'branch', 2),
    (3, 'van-1', 'Van 1', 'van', 1),
    (4, 'repair', 'Workshop', 'repair', 1),
    (5, 'scrap', 'Scrap', 'scrap', 1);

INSERT INTO warehouse.device_model (model_id, code, name, kind, serial_mask, needs_mac, product_codes, part_numbers) VALUES
    (1, 'HG8245H', 'Huawei HG8245H', 'ont', 'HWTC%{8}', false, '{06901443123452}', '{02311AAB}'),
    (2, 'F660', 'ZTE F660', 'ont', 'ZTEG%{8}', false, '{06902176906633}', '{}'),
    (3, 'MAG424', 'Infomir MAG424', 'stb', NULL, true, '{04820174730123}', '{}');
INSERT INTO warehouse.device_model (model_id, code, name, kind, is_serialised, unit) VALUES
    (4, 'FTTH-1', 'Drop cable, one fibre', 'cable', false, 'metre'),
    (5, 'SC-APC', 'Connector SC/APC', 'part', false, 'piece');
INSERT INTO warehouse.quantity (stock_id, model_id, quantity) VALUES (1, 4, 12000), (1, 5, 800), (3, 4, 350), (3, 5, 20);
-- How they came there.
INSERT INTO warehouse.document (document_id, number, kind, state, from_stock_id, to_stock_id, note, created_at, created_by,
        posted_at, posted_by, received_at, received_by)
    SELECT d.id, format('%s-%s-%s', d.letter, to_char(sec.now() - d.age, 'YYYY'), customers.number_text(d.id)), d.kind,
        d.state, d.source, d.target, d.note, sec.now() - d.age, 'op_suren', sec.now() - d.age, 'op_suren',
        CASE d.kind WHEN 'move' THEN sec.now() - d.age END, CASE d.kind WHEN 'move' THEN 'op_suren' END
    FROM (VALUES (1, 'R', 'receive', 'posted', NULL, 1, 'opening stock', interval '30 days'),
        (2, 'M', 'move', 'received', 1, 3, 'for the week', interval '6 days'))
        d (id, letter, kind, state, source, target, note, age);
INSERT INTO warehouse.document_line (document_id, line, scan, outcome, is_counted, model_id, quantity, scanned_at, scanned_by,
        arrived_at, arrived_by, arrived_quantity)
    SELECT d.document_id, l.line, l.scan, 'accepted', true, l.model_id, l.quantity, d.created_at, d.created_by, d.received_at,
        d.received_by, CASE d.kind WHEN 'move' THEN l.quantity END
    FROM (VALUES (1, 1, '12350 m', 4, 12350), (1, 2, '820 pieces', 5, 820), (2, 1, '350 m', 4, 350), (2, 2, '20 pieces', 5, 20))
        l (document_id, line, scan, model_id, quantity) JOIN warehouse.document d USING (document_id);
INSERT INTO warehouse.quantity_movement (model_id, kind, from_stock_id, to_stock_id, quantity, from_balance, to_balance,
        document_id, moved_at, actor)
    SELECT q.model_id, q.kind, q.source, q.target, q.quantity, q.from_balance, q.to_balance, d.document_id, d.created_at,
        d.created_by
    FROM (VALUES (1, 4, 'receive', NULL, 1, 12350, NULL, 12350), (1, 5, 'receive', NULL, 1, 820, NULL, 820),
        (2, 4, 'send', 1, NULL, 350, 12000, NULL), (2, 5, 'send', 1, NULL, 20, 800, NULL),
        (2, 4, 'arrive', NULL, 3, 350, NULL, 350), (2, 5, 'arrive', NULL, 3, 20, NULL, 20))
        q (document_id, model_id, kind, source, target, quantity, from_balance, to_balance)
        JOIN warehouse.document d USING (document_id);
SELECT setval('warehouse.document_id_seq', 100);
INSERT INTO warehouse.minimum (stock_id, model_id, minimum) VALUES (1, 1, 30), (3, 1, 2), (3, 4, 300), (3, 5, 50);

-- Devices that wait in the central warehouse, with serials as their labels say.
INSERT INTO warehouse.device (device_id, model_id, serial, mac, state, stock_id)
    SELECT n, 1, 'HWTCA' || lpad(upper(to_hex(n)), 7, '0'), '02AA' || lpad(upper(to_hex(n)), 8, '0'), 'in_stock', 1
    FROM generate_series(1, 40) n;
INSERT INTO warehouse.device (device_id, model_id, serial, mac, state, stock_id)
    SELECT 100 + n, 2, 'ZTEGA' || lpad(upper(to_hex(n)), 7, '0'), '02AB' || lpad(upper(to_hex(n)), 8, '0'),
        'in_stock', 1
    FROM generate_series(1, 20) n;

-- Two nodes with free ports for new activations; the generated customers have nodes of their own from 1001 on.
INSERT INTO network.node (node_id, code, kind, site, branch_id) VALUES
    (1, 'OLT-ARABKIR-1', 'olt', 'Arabkir', 1),
    (2, 'OLT-KENTRON-1', 'olt', 'Kentron', 1),
    (3, 'OLT-AJAPNYAK-1', 'olt', 'Ajapnyak', 2),
    (4, 'OLT-GYUMRI-1', 'olt', 'Gyumri', 3);
INSERT INTO network.port (node_id, port_id, name)
    SELECT node, node * 1000 + slot, format('0/%s/%s', slot / 16, slot % 16)
    FROM generate_series(1, 4) node, generate_series(0, 63) slot;

SELECT setval(pg_get_serial_sequence('warehouse.device', 'device_id'), 1000);
SELECT setval(pg_get_serial_sequence('network.node', 'node_id'), 1000);
SELECT setval(pg_get_serial_sequence('network.port', 'port_id'), 10000);
SELECT setval(pg_get_serial_sequence('accounts.house_account', 'house_account_id'), 100);
SELECT setval(pg_get_serial_sequence('warehouse.stock', 'stock_id'), 100);
SELECT setval(pg_get_serial_sequence('warehouse.device_model', 'model_id'), 100);
SELECT setval(pg_get_serial_sequence('catalog.component', 'component_id'), 100);
SELECT setval(pg_get_serial_sequence('catalog.channel', 'channel_id'), 100);
SELECT setval(pg_get_serial_sequence('catalog.tariff', 'tariff_id'), 1000);
SELECT setval(pg_get_serial_sequence('catalog.tax_scheme', 'tax_scheme_id'), 100);
SELECT setval(pg_get_serial_sequence('catalog.tax_rate', 'tax_rate_id'), 100);
SELECT setval(pg_get_serial_sequence('catalog.price_list', 'price_list_id'), 100);
