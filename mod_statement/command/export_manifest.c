#include "command/export_manifest.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/percent.h"
#include "core/site/statement.h"

#define FIRST "statement-export 1"

/* All that stands for itself in a field. */
#define PLAIN "-._~!$&'()*+,;=:@/ ?#[]\"<>|^`{}\\"

manifest_t *manifest_make(apr_pool_t *result_pool)
{
    manifest_t *manifest = apr_pcalloc(result_pool, sizeof(*manifest));

    manifest->files = apr_hash_make(result_pool);
    manifest->groups = apr_hash_make(result_pool);
    return manifest;
}

/* Fills @a fields with those of @a line, which it changes; the rest are "". */
static void split(const char **fields, int most, char *line)
{
    char *at = line, *end;

    for (int i = 0; i < most; i++) {
        end = at ? strchr(at, '\t') : NULL;
        fields[i] = at ? at : "";
        if (end) {
            *end = '\0';
        }
        if (at) {
            stm_percent_decode(at);
        }
        at = end ? end + 1 : NULL;
    }
}

static manifest_file_t *read_file(char *line, apr_pool_t *pool)
{
    manifest_file_t *file = apr_pcalloc(pool, sizeof(*file));
    const char *fields[4];

    split(fields, 4, line);
    file->path = fields[0];
    file->size = (apr_off_t)apr_atoi64(fields[1]);
    file->fingerprint = fields[2];
    file->mtime = (apr_time_t)apr_atoi64(fields[3]);
    return file;
}

static manifest_group_t *read_group(char *line, apr_array_header_t *files, apr_pool_t *pool)
{
    manifest_group_t *group = apr_pcalloc(pool, sizeof(*group));
    const char *fields[4];

    split(fields, 4, line);
    group->group.key = fields[0];
    group->group.stamp = fields[1];
    group->group.until = *fields[2] ? (apr_time_t)apr_atoi64(fields[2]) : STM_NEVER;
    group->group.files = *fields[3] ? fields[3] : NULL;
    group->files = files;
    return group;
}

/* A step upwards is none of ours, whoever has written it there. */
static int is_below(const char *path)
{
    return *path && *path != '/' && strcmp(path, "..") != 0 && strncmp(path, "../", 3) != 0 &&
           strstr(path, "/../") == NULL &&
           (strlen(path) < 3 || strcmp(path + strlen(path) - 3, "/..") != 0);
}

static apr_status_t read_lines(manifest_t *manifest, char *line, apr_pool_t *pool)
{
    apr_array_header_t *files = apr_array_make(pool, 8, sizeof(manifest_file_t *));
    char *end;

    for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        if (strncmp(line, "F\t", 2) == 0) {
            manifest_file_t *file = read_file(line + 2, pool);

            if (!is_below(file->path)) {
                return APR_EINVAL;
            }
            apr_hash_set(manifest->files, file->path, APR_HASH_KEY_STRING, file);
            APR_ARRAY_PUSH(files, manifest_file_t *) = file;
        }
        else if (strncmp(line, "G\t", 2) == 0) {
            manifest_group_t *group = read_group(line + 2, files, pool);

            apr_hash_set(manifest->groups, group->group.key, APR_HASH_KEY_STRING, group);
            files = apr_array_make(pool, 8, sizeof(manifest_file_t *));
        }
        else {
            return APR_EINVAL;
        }
    }
    return APR_SUCCESS; /* what has no end was being written */
}

static apr_status_t read_all(char **text, const char *path, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t finfo;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ, 0, pool);

    if (status) {
        return status;
    }
    status = apr_file_info_get(&finfo, APR_FINFO_SIZE, file);
    if (!status) {
        *text = apr_pcalloc(pool, (apr_size_t)finfo.size + 1);
        status = apr_file_read_full(file, *text, (apr_size_t)finfo.size, NULL);
    }
    apr_file_close(file);
    return finfo.size == 0 ? APR_SUCCESS : status;
}

apr_status_t manifest_read(manifest_t *manifest, const char *path, apr_pool_t *result_pool)
{
    char *text = "", *end;
    apr_status_t status = read_all(&text, path, result_pool);

    if (status) {
        return status;
    }
    end = strchr(text, '\n');
    if (end == NULL || strncmp(text, FIRST "\t", strlen(FIRST) + 1) != 0) {
        return APR_EINVAL;
    }
    *end = '\0';
    manifest->settings = text + strlen(FIRST) + 1;
    return read_lines(manifest, end + 1, result_pool);
}

static const char *encode(const char *field, apr_pool_t *pool)
{
    return field ? stm_percent_encode(field, PLAIN, pool) : "";
}

apr_status_t manifest_write_start(apr_file_t *list, const char *settings, apr_pool_t *scratch_pool)
{
    const char *line = apr_pstrcat(scratch_pool, FIRST "\t", settings, "\n", NULL);

    return apr_file_puts(line, list);
}

apr_status_t manifest_write_file(apr_file_t *list, const manifest_file_t *file,
                                 apr_pool_t *scratch_pool)
{
    const char *line =
        apr_psprintf(scratch_pool, "F\t%s\t%" APR_OFF_T_FMT "\t%s\t%" APR_TIME_T_FMT "\n",
                     encode(file->path, scratch_pool), file->size, file->fingerprint, file->mtime);

    return apr_file_puts(line, list);
}

apr_status_t manifest_write_group(apr_file_t *list, const export_group_t *group,
                                  apr_pool_t *scratch_pool)
{
    const char *until = group->until == STM_NEVER
                            ? ""
                            : apr_psprintf(scratch_pool, "%" APR_TIME_T_FMT, group->until);
    const char *line = apr_pstrcat(scratch_pool, "G\t", encode(group->key, scratch_pool), "\t",
                                   encode(group->stamp, scratch_pool), "\t", until, "\t",
                                   encode(group->files, scratch_pool), "\n", NULL);

    return apr_file_puts(line, list);
}
