#include "seam/status.h"

typedef struct status_entry {
    seam_status status;
    const char *name;
    const char *text;
} status_entry;

static const status_entry entries[] = {
#define STATUS_ENTRY(name, value, text) {name, #name, text},
    SEAM_STATUS_MAP(STATUS_ENTRY)
#undef STATUS_ENTRY
};

static const status_entry *find(seam_status status)
{
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        if (entries[i].status == status)
            return &entries[i];
    }
    return NULL;
}

const char *seam_status_name(seam_status status)
{
    const status_entry *entry = find(status);

    return entry != NULL ? entry->name : "SEAM_?";
}

const char *seam_status_text(seam_status status)
{
    const status_entry *entry = find(status);

    return entry != NULL ? entry->text : "unknown status";
}
