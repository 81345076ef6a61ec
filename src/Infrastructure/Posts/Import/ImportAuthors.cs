using Agora.Application.Posts.Import;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Posts.Import;

/// <param name="Problem">Why there is no account; null when there is one.</param>
internal sealed record AccountOfAuthor(Guid? AccountId, string? Problem);

/// <summary>
/// Finds the accounts of imported authors, and makes those that are missing: without a password, so they cannot sign
/// in until one is set. An e-mail address decides first, then a username that the file names. A mere name matches
/// only an account that an import made for it, so that a file cannot write in the name of an existing member.
/// </summary>
internal sealed class ImportAuthors(DbSession db)
{
    /// <param name="numbers">Which of the authors are asked for, by their index.</param>
    public async Task<IReadOnlyDictionary<int, AccountOfAuthor>> ResolveAsync(
        ImportedAuthor[] authors, IReadOnlyList<int> numbers, DateTimeOffset now, CancellationToken ct)
    {
        var accounts = new Dictionary<int, AccountOfAuthor>();
        int[] missing = [.. numbers];
        await FindAsync(authors, missing, accounts, ct);
        foreach (var username in new Func<ImportedAuthor, string>[] { a => a.WantedUsername, a => a.SpareUsername })
        {
            missing = [.. numbers.Where(n => !accounts.ContainsKey(n))];
            if (missing.Length == 0)
            {
                return accounts;
            }

            await AddAsync(authors, missing, username, now, ct);
            await FindAsync(authors, missing, accounts, ct);
        }

        foreach (var number in missing.Where(n => !accounts.ContainsKey(n)))
        {
            accounts[number] = new AccountOfAuthor(null, "author: no username is free");
        }

        return accounts;
    }

    /// <summary>Adds those that have an account, or that can have none, to <paramref name="accounts"/>.</summary>
    public async Task FindAsync(ImportedAuthor[] authors, int[] wanted, Dictionary<int, AccountOfAuthor> accounts, CancellationToken ct)
    {
        const string sql = """
            WITH wanted AS (
                SELECT w.number, lower(normalize(w.email, NFKC)) AS email_key, w.email IS NULL AND w.username IS NULL AS name_only,
                       lower(w.username) AS username_key, lower(w.full_name) AS name_key, lower(w.slug) AS slug_key,
                       lower(w.spare) AS spare_key
                FROM unnest(@numbers, @emails, @usernames, @names, @slugs, @spares)
                    AS w (number, email, username, full_name, slug, spare)
            ), matched AS (
                SELECT w.number, u.id, false AS taken, 1 AS preference
                FROM wanted AS w
                JOIN app.users AS u ON u.email_key = w.email_key AND u.deleted_at IS NULL
                UNION ALL
                SELECT w.number, u.id, w.email_key IS NOT NULL AND u.email_key IS NOT NULL, 2
                FROM wanted AS w
                JOIN app.users AS u ON u.username_key = w.username_key AND u.deleted_at IS NULL
                UNION ALL
                SELECT w.number, u.id, false, 3
                FROM wanted AS w
                JOIN app.users AS u ON u.username_key IN (w.slug_key, w.spare_key) AND u.deleted_at IS NULL
                WHERE w.name_only
                  AND u.email IS NULL
                  AND lower(u.full_name) = w.name_key
            )
            SELECT DISTINCT ON (m.number) m.number, m.id, m.taken
            FROM matched AS m
            ORDER BY m.number, m.preference, m.id
            """;

        var of = wanted.Select(n => authors[n]).ToArray();
        var parameters = new
        {
            numbers = wanted,
            emails = of.Select(a => a.Email).ToArray(),
            usernames = of.Select(a => a.Username).ToArray(),
            names = of.Select(a => a.Name).ToArray(),
            slugs = of.Select(a => a.WantedUsername).ToArray(),
            spares = of.Select(a => a.SpareUsername).ToArray(),
        };
        foreach (var row in await db.QueryAsync<AccountRow>(sql, parameters, ct))
        {
            accounts[row.Number] = row.Taken
                ? new AccountOfAuthor(null, "author: the username belongs to an account with another e-mail address")
                : new AccountOfAuthor(row.Id, null);
        }
    }

    // A concurrent registration of the same name wins; the author then gets the spare username.
    private async Task AddAsync(
        ImportedAuthor[] authors, int[] missing, Func<ImportedAuthor, string> username, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.users (id, email, username, full_name)
            SELECT a.id, a.email, a.username, a.full_name
            FROM unnest(@ids, @emails, @usernames, @names) AS a (id, email, username, full_name)
            ORDER BY a.username
            ON CONFLICT DO NOTHING
            """;

        var of = missing.Select(n => authors[n]).ToArray();
        var parameters = new
        {
            ids = of.Select(_ => Guid.CreateVersion7(now)).ToArray(),
            emails = of.Select(a => a.Email).ToArray(),
            usernames = of.Select(username).ToArray(),
            names = of.Select(a => a.Name).ToArray(),
        };
        await db.ExecuteAsync(sql, parameters, ct);
    }

    private sealed record AccountRow(int Number, Guid Id, bool Taken);
}
