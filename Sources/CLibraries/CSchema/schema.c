#include "schema.h"

// #embed is C23; the compiler that comes with Swift has it in every mode.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char access_sql[] = {
#embed "../../Store/Schema/0001_access.sql"
};
static const unsigned char customers_sql[] = {
#embed "../../Store/Schema/0002_customers.sql"
};
static const unsigned char catalog_sql[] = {
#embed "../../Store/Schema/0003_catalog.sql"
};
static const unsigned char network_sql[] = {
#embed "../../Store/Schema/0004_network.sql"
};
static const unsigned char accounts_sql[] = {
#embed "../../Store/Schema/0005_accounts.sql"
};
static const unsigned char warehouse_sql[] = {
#embed "../../Store/Schema/0006_warehouse.sql"
};
static const unsigned char tickets_sql[] = {
#embed "../../Store/Schema/0007_tickets.sql"
};
static const unsigned char usage_sql[] = {
#embed "../../Store/Schema/0008_usage.sql"
};

static const struct schema_file files[] = {
    { "0001_access.sql", access_sql, sizeof access_sql },
    { "0002_customers.sql", customers_sql, sizeof customers_sql },
    { "0003_catalog.sql", catalog_sql, sizeof catalog_sql },
    { "0004_network.sql", network_sql, sizeof network_sql },
    { "0005_accounts.sql", accounts_sql, sizeof accounts_sql },
    { "0006_warehouse.sql", warehouse_sql, sizeof warehouse_sql },
    { "0007_tickets.sql", tickets_sql, sizeof tickets_sql },
    { "0008_usage.sql", usage_sql, sizeof usage_sql },
};

const struct schema_file *schema_file_at(size_t index) {
    return index < sizeof files / sizeof files[0] ? &files[index] : NULL;
}
