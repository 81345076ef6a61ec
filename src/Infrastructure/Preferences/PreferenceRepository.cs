using System.Text.Json;
using Agora.Application.Preferences;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Preferences;

internal sealed class PreferenceRepository(DbSession db) : IPreferenceRepository
{
    public async Task<PreferencesView?> FindAsync(Guid userId, CancellationToken ct)
    {
        const string sql = """
            SELECT p.document::text AS document, p.version
            FROM app.user_preferences AS p
            WHERE p.user_id = @userId
            """;

        return (await db.FindAsync<PreferencesRow>(sql, new { userId }, ct))?.ToView();
    }

    public Task<SavedPreferences> MergeAsync(Guid userId, string patch, int version, CancellationToken ct)
    {
        // Version 0 is that of no row: the first of two who begin with it makes the row, which the other does not change.
        const string sql = """
            INSERT INTO app.user_preferences (user_id, document)
            SELECT @userId, app.merge_members('{}', @patch::jsonb)
            WHERE @version = 0 OR EXISTS (SELECT FROM app.user_preferences AS p WHERE p.user_id = @userId)
            ON CONFLICT (user_id) DO UPDATE SET document = app.merge_members(user_preferences.document, @patch::jsonb)
            WHERE user_preferences.version = @version
            RETURNING document::text AS document, version
            """;

        return SaveAsync(
            async () => await db.FindAsync<PreferencesRow>(sql, new { userId, patch, version }, ct) is { } row
                ? Saved(row)
                : new SavedPreferences(SavePreferenceOutcome.Stale, null, null, null));
    }

    public Task<SavedPreferences> SetAsync(
        Guid userId, IReadOnlyList<string> path, string value, int? version, bool onlyNew, bool onlyPresent, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.user_preferences (user_id, document)
            SELECT @userId, app.set_member('{}', @keys, @value::jsonb)
            WHERE (coalesce(@version, 0) = 0 AND NOT @onlyPresent)
               OR EXISTS (SELECT FROM app.user_preferences AS p WHERE p.user_id = @userId)
            ON CONFLICT (user_id) DO UPDATE SET document = app.set_member(user_preferences.document, @keys, @value::jsonb)
            WHERE (@version::integer IS NULL OR user_preferences.version = @version)
              AND (NOT @onlyNew OR user_preferences.document #> @keys IS NULL)
              AND (NOT @onlyPresent OR user_preferences.document #> @keys IS NOT NULL)
            RETURNING document::text AS document, version
            """;

        var parameters = new { userId, keys = path.ToArray(), value, version, onlyNew, onlyPresent };
        return SaveAsync(
            async () => await db.FindAsync<PreferencesRow>(sql, parameters, ct) is { } row
                ? Saved(row)
                : new SavedPreferences(SavePreferenceOutcome.Stale, null, null, null));
    }

    public Task<SavedPreferences> RemoveAsync(Guid userId, IReadOnlyList<string> path, int? version, CancellationToken ct)
    {
        const string sql = """
            WITH changed AS (
                UPDATE app.user_preferences
                SET document = app.remove_member(document, @keys)
                WHERE user_id = @userId
                  AND (@version::integer IS NULL OR version = @version)
                  AND app.remove_member(document, @keys) IS NOT NULL
                RETURNING document, version
            )
            SELECT c.document::text AS document, c.version, coalesce(p.version, 0) AS found,
                   app.remove_member(p.document, @keys) IS NOT NULL AS was_set
            FROM (SELECT) AS one
            LEFT JOIN changed AS c ON true
            LEFT JOIN app.user_preferences AS p ON p.user_id = @userId
            """;

        return SaveAsync(async () =>
        {
            var row = (await db.FindAsync<RemovedRow>(sql, new { userId, keys = path.ToArray(), version }, ct))!;
            if (row.Document is not null)
            {
                return Saved(new PreferencesRow(row.Document, row.Version!.Value));
            }

            // The look is as old as the statement: what was to be removed then, and was not, has another version since.
            var isStale = version is not null && (version != row.Found || row.WasSet);
            return new SavedPreferences(isStale ? SavePreferenceOutcome.Stale : SavePreferenceOutcome.Missing, null, null, null);
        });
    }

    public Task<IReadOnlyList<PreferenceUser>> FindUsersAsync(string document, Guid? after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT f.user_id AS id, f.username, f.full_name
            FROM app.find_by_preference(@document::jsonb, @after, @limit) AS f
            ORDER BY f.user_id
            """;

        return db.QueryAsync<PreferenceUser>(sql, new { document, after, limit }, ct);
    }

    public async Task<IReadOnlyList<PreferenceCount>> CountAsync(IReadOnlyList<string> paths, int most, CancellationToken ct)
    {
        const string sql = """
            SELECT r.path, r.value::text AS value, r.users
            FROM (SELECT c.path, c.value, c.users, row_number() OVER (PARTITION BY c.path ORDER BY c.users DESC, c.value) AS place
                  FROM (SELECT s.path, p.document #> s.keys AS value, count(*) AS users
                        FROM app.user_preferences AS p
                        JOIN app.members AS m ON m.id = p.user_id
                        CROSS JOIN (SELECT w.path, string_to_array(w.path, '/') AS keys FROM unnest(@wanted) AS w (path)) AS s
                        WHERE p.document #> s.keys IS NOT NULL
                        GROUP BY 1, 2) AS c) AS r
            WHERE r.place <= @most
            ORDER BY r.path, r.place
            """;

        var rows = await db.QueryAsync<CountRow>(sql, new { wanted = paths.ToArray(), most }, ct);
        return [.. rows.Select(r => new PreferenceCount(r.Path, Parse(r.Value), r.Users))];
    }

    private static SavedPreferences Saved(PreferencesRow row) => new(SavePreferenceOutcome.Saved, row.ToView(), null, null);

    // The size of the result, and values on the path, are known only once the row is locked.
    private static async Task<SavedPreferences> SaveAsync(Func<Task<SavedPreferences>> save)
    {
        try
        {
            return await save();
        }
        catch (PostgresException blocked)
            when (blocked is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "user_preferences_path_check" })
        {
            return new SavedPreferences(SavePreferenceOutcome.Blocked, null, blocked.ColumnName, blocked.DataTypeName);
        }
        catch (PostgresException large)
            when (large is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "user_preferences_document_size_check" }
            or { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "user_preferences_document_depth_check" })
        {
            return new SavedPreferences(SavePreferenceOutcome.TooLarge, null, null, null);
        }
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private sealed record PreferencesRow(string Document, int Version)
    {
        public PreferencesView ToView() => new(Parse(Document), Version);
    }

    private sealed record RemovedRow(string? Document, int? Version, int Found, bool WasSet);

    private sealed record CountRow(string Path, string Value, long Users);
}
