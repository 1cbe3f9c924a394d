"""An accounting client on PyPI's python-diameter: an independent peer for the tests.

    client.py PORT SESSION...

Sends a START, the same again, and a STOP for each session; prints "SESSION TYPE RESULT-CODE" for every answer, then
disconnects.
"""
import datetime
import logging
import sys

from diameter.message import Avp, constants
from diameter.message.commands import AccountingRequest
from diameter.node import Node
from diameter.node.application import SimpleThreadingApplication

logging.disable(logging.CRITICAL)
port, sessions = int(sys.argv[1]), sys.argv[2:]
node = Node("sbc.example.net", "example.net", vendor_ids=[constants.VENDOR_TGPP])
peer = node.add_peer(f"aaa://cdf.example.net:{port};transport=tcp", "example.net", ip_addresses=["127.0.0.1"],
                     is_persistent=True)
application = SimpleThreadingApplication(constants.APP_DIAMETER_BASE_ACCOUNTING, is_acct_application=True)
node.add_application(application, [peer])
node.start()
try:
    application.wait_for_ready(timeout=10)
    for session in sessions:
        for kind, number in ((2, 0), (2, 0), (4, 1)):
            request = AccountingRequest()
            request.session_id = session
            request.origin_host = b"sbc.example.net"
            request.origin_realm = b"example.net"
            request.destination_realm = b"example.net"
            request.accounting_record_type = kind
            request.accounting_record_number = number
            request.acct_application_id = constants.APP_DIAMETER_BASE_ACCOUNTING
            request.header.application_id = constants.APP_DIAMETER_BASE_ACCOUNTING
            request.event_timestamp = datetime.datetime.fromtimestamp(1772700000 + 60 * number)
            called = Avp.new(constants.AVP_TGPP_CALLED_PARTY_ADDRESS, constants.VENDOR_TGPP, "tel:+37477101234")
            ims = Avp.new(constants.AVP_TGPP_IMS_INFORMATION, constants.VENDOR_TGPP, [called])
            request.append_avp(Avp.new(constants.AVP_TGPP_SERVICE_INFORMATION, constants.VENDOR_TGPP, [ims]))
            answer = application.send_request(request, timeout=10)
            print(answer.session_id, answer.accounting_record_type, answer.result_code)
finally:
    node.stop(wait_timeout=5)
