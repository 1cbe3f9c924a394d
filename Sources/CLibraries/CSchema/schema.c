#include "schema.h"

// #embed is C23; the compiler that comes with Swift has it in every mode.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char installation_sql[] = {
#embed "../../Store/Schema/0000_installation.sql"
};
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
static const unsigned char charging_sql[] = {
#embed "../../Store/Schema/0009_charging.sql"
};
static const unsigned char access_functions_sql[] = {
#embed "../../Store/Schema/0010_access_functions.sql"
};
static const unsigned char operators_sql[] = {
#embed "../../Store/Schema/0011_operators.sql"
};
static const unsigned char customers_functions_sql[] = {
#embed "../../Store/Schema/0012_customers_functions.sql"
};
static const unsigned char catalog_functions_sql[] = {
#embed "../../Store/Schema/0013_catalog_functions.sql"
};
static const unsigned char tickets_functions_sql[] = {
#embed "../../Store/Schema/0014_tickets_functions.sql"
};
static const unsigned char warehouse_functions_sql[] = {
#embed "../../Store/Schema/0015_warehouse_functions.sql"
};
static const unsigned char search_sql[] = {
#embed "../../Store/Schema/0016_search.sql"
};
static const unsigned char lifecycle_functions_sql[] = {
#embed "../../Store/Schema/0017_lifecycle_functions.sql"
};
static const unsigned char pricing_reads_sql[] = {
#embed "../../Store/Schema/0018_pricing_reads.sql"
};
static const unsigned char reviews_sql[] = {
#embed "../../Store/Schema/0019_reviews.sql"
};
static const unsigned char accounts_functions_sql[] = {
#embed "../../Store/Schema/0020_accounts_functions.sql"
};
static const unsigned char charging_functions_sql[] = {
#embed "../../Store/Schema/0021_charging_functions.sql"
};
static const unsigned char usage_functions_sql[] = {
#embed "../../Store/Schema/0022_usage_functions.sql"
};
static const unsigned char tills_sql[] = {
#embed "../../Store/Schema/0023_tills.sql"
};
static const unsigned char till_doors_sql[] = {
#embed "../../Store/Schema/0024_till_doors.sql"
};
static const unsigned char payments_sql[] = {
#embed "../../Store/Schema/0025_payments.sql"
};
static const unsigned char bank_statements_sql[] = {
#embed "../../Store/Schema/0026_bank_statements.sql"
};
static const unsigned char catalog_editing_sql[] = {
#embed "../../Store/Schema/0027_catalog_editing.sql"
};
static const unsigned char catalog_import_sql[] = {
#embed "../../Store/Schema/0028_catalog_import.sql"
};
static const unsigned char catalog_import_tariffs_sql[] = {
#embed "../../Store/Schema/0029_catalog_import_tariffs.sql"
};
static const unsigned char defaults_sql[] = {
#embed "../../Store/Schema/0030_defaults.sql"
};
static const unsigned char ticket_deeds_sql[] = {
#embed "../../Store/Schema/0031_ticket_deeds.sql"
};
static const unsigned char call_prices_sql[] = {
#embed "../../Store/Schema/0032_call_prices.sql"
};
static const unsigned char call_price_reads_sql[] = {
#embed "../../Store/Schema/0033_call_price_reads.sql"
};
static const unsigned char cdr_files_sql[] = {
#embed "../../Store/Schema/0034_cdr_files.sql"
};
static const unsigned char price_list_import_sql[] = {
#embed "../../Store/Schema/0035_price_list_import.sql"
};
static const unsigned char usage_posting_sql[] = {
#embed "../../Store/Schema/0036_usage_posting.sql"
};
static const unsigned char usage_corrections_sql[] = {
#embed "../../Store/Schema/0037_usage_corrections.sql"
};
static const unsigned char usage_views_sql[] = {
#embed "../../Store/Schema/0038_usage_views.sql"
};
static const unsigned char usage_rerating_sql[] = {
#embed "../../Store/Schema/0039_usage_rerating.sql"
};
static const unsigned char catalog_import_calls_sql[] = {
#embed "../../Store/Schema/0040_catalog_import_calls.sql"
};
static const unsigned char stock_documents_sql[] = {
#embed "../../Store/Schema/0044_stock_documents.sql"
};
static const unsigned char stock_posting_sql[] = {
#embed "../../Store/Schema/0045_stock_posting.sql"
};
static const unsigned char stock_counts_sql[] = {
#embed "../../Store/Schema/0049_stock_counts.sql"
};
static const unsigned char import_sql[] = {
#embed "../../Store/Schema/0046_import.sql"
};
static const unsigned char import_rows_sql[] = {
#embed "../../Store/Schema/0047_import_rows.sql"
};
static const unsigned char customer_profile_sql[] = {
#embed "../../Store/Schema/0041_customer_profile.sql"
};
static const unsigned char customer_records_sql[] = {
#embed "../../Store/Schema/0042_customer_records.sql"
};
static const unsigned char search_queries_sql[] = {
#embed "../../Store/Schema/0043_search_queries.sql"
};
static const unsigned char personal_data_sql[] = {
#embed "../../Store/Schema/0048_personal_data.sql"
};
static const unsigned char customer_reads_sql[] = {
#embed "../../Store/Schema/0050_customer_reads.sql"
};
static const unsigned char policies_sql[] = {
#embed "../../Store/Schema/0051_policies.sql"
};
static const unsigned char demo_sql[] = {
#embed "../../Store/Schema/demo.sql"
};

static const struct schema_file files[] = {
    { "0000_installation.sql", installation_sql, sizeof installation_sql },
    { "0001_access.sql", access_sql, sizeof access_sql },
    { "0002_customers.sql", customers_sql, sizeof customers_sql },
    { "0003_catalog.sql", catalog_sql, sizeof catalog_sql },
    { "0004_network.sql", network_sql, sizeof network_sql },
    { "0005_accounts.sql", accounts_sql, sizeof accounts_sql },
    { "0006_warehouse.sql", warehouse_sql, sizeof warehouse_sql },
    { "0007_tickets.sql", tickets_sql, sizeof tickets_sql },
    { "0008_usage.sql", usage_sql, sizeof usage_sql },
    { "0009_charging.sql", charging_sql, sizeof charging_sql },
    { "0010_access_functions.sql", access_functions_sql, sizeof access_functions_sql },
    { "0011_operators.sql", operators_sql, sizeof operators_sql },
    { "0012_customers_functions.sql", customers_functions_sql, sizeof customers_functions_sql },
    { "0013_catalog_functions.sql", catalog_functions_sql, sizeof catalog_functions_sql },
    { "0014_tickets_functions.sql", tickets_functions_sql, sizeof tickets_functions_sql },
    { "0015_warehouse_functions.sql", warehouse_functions_sql, sizeof warehouse_functions_sql },
    { "0016_search.sql", search_sql, sizeof search_sql },
    { "0017_lifecycle_functions.sql", lifecycle_functions_sql, sizeof lifecycle_functions_sql },
    { "0018_pricing_reads.sql", pricing_reads_sql, sizeof pricing_reads_sql },
    { "0019_reviews.sql", reviews_sql, sizeof reviews_sql },
    { "0020_accounts_functions.sql", accounts_functions_sql, sizeof accounts_functions_sql },
    { "0021_charging_functions.sql", charging_functions_sql, sizeof charging_functions_sql },
    { "0022_usage_functions.sql", usage_functions_sql, sizeof usage_functions_sql },
    { "0023_tills.sql", tills_sql, sizeof tills_sql },
    { "0024_till_doors.sql", till_doors_sql, sizeof till_doors_sql },
    { "0025_payments.sql", payments_sql, sizeof payments_sql },
    { "0026_bank_statements.sql", bank_statements_sql, sizeof bank_statements_sql },
    { "0027_catalog_editing.sql", catalog_editing_sql, sizeof catalog_editing_sql },
    { "0028_catalog_import.sql", catalog_import_sql, sizeof catalog_import_sql },
    { "0029_catalog_import_tariffs.sql", catalog_import_tariffs_sql, sizeof catalog_import_tariffs_sql },
    { "0030_defaults.sql", defaults_sql, sizeof defaults_sql },
    { "0031_ticket_deeds.sql", ticket_deeds_sql, sizeof ticket_deeds_sql },
    { "0032_call_prices.sql", call_prices_sql, sizeof call_prices_sql },
    { "0033_call_price_reads.sql", call_price_reads_sql, sizeof call_price_reads_sql },
    { "0034_cdr_files.sql", cdr_files_sql, sizeof cdr_files_sql },
    { "0035_price_list_import.sql", price_list_import_sql, sizeof price_list_import_sql },
    { "0036_usage_posting.sql", usage_posting_sql, sizeof usage_posting_sql },
    { "0037_usage_corrections.sql", usage_corrections_sql, sizeof usage_corrections_sql },
    { "0038_usage_views.sql", usage_views_sql, sizeof usage_views_sql },
    { "0039_usage_rerating.sql", usage_rerating_sql, sizeof usage_rerating_sql },
    { "0040_catalog_import_calls.sql", catalog_import_calls_sql, sizeof catalog_import_calls_sql },
    { "0041_customer_profile.sql", customer_profile_sql, sizeof customer_profile_sql },
    { "0042_customer_records.sql", customer_records_sql, sizeof customer_records_sql },
    { "0043_search_queries.sql", search_queries_sql, sizeof search_queries_sql },
    { "0044_stock_documents.sql", stock_documents_sql, sizeof stock_documents_sql },
    { "0045_stock_posting.sql", stock_posting_sql, sizeof stock_posting_sql },
    { "0046_import.sql", import_sql, sizeof import_sql },
    { "0047_import_rows.sql", import_rows_sql, sizeof import_rows_sql },
    { "0048_personal_data.sql", personal_data_sql, sizeof personal_data_sql },
    { "0049_stock_counts.sql", stock_counts_sql, sizeof stock_counts_sql },
    { "0050_customer_reads.sql", customer_reads_sql, sizeof customer_reads_sql },
    { "0051_policies.sql", policies_sql, sizeof policies_sql },
};

static const struct schema_file demo_file = { "demo.sql", demo_sql, sizeof demo_sql };

const struct schema_file *schema_file_at(size_t index) {
    return index < sizeof files / sizeof files[0] ? &files[index] : NULL;
}

const struct schema_file *schema_demo_file(void) {
    return &demo_file;
}
