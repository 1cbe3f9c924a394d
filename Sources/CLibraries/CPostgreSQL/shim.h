#pragma once
#include <libpq-fe.h>

// PG_DIAG_* are character literals, which Swift does not import.
static const int pq_diag_sqlstate = PG_DIAG_SQLSTATE;
static const int pq_diag_message_primary = PG_DIAG_MESSAGE_PRIMARY;
static const int pq_diag_message_detail = PG_DIAG_MESSAGE_DETAIL;
static const int pq_diag_message_hint = PG_DIAG_MESSAGE_HINT;
static const int pq_diag_constraint_name = PG_DIAG_CONSTRAINT_NAME;
static const int pq_diag_context = PG_DIAG_CONTEXT;
