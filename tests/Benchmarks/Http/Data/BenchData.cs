using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Benchmarks.Http.Cluster;
using Agora.Benchmarks.Http.Load;
using Agora.Domain.Users;
using Agora.Infrastructure.Sessions;

namespace Agora.Benchmarks.Http.Data;

/// <summary>What the scenarios ask for: ids, names and tokens of the data that <see cref="DataFill"/> made.</summary>
internal sealed class BenchData
{
    public const int Moderator = 2, FirstReader = 11, Readers = 1000, NewTexts = 256;

    private readonly BenchCluster cluster;
    private readonly AccessTokens tokens;
    private readonly SessionSettings settings = new();

    private BenchData(BenchCluster cluster, long users, long posts)
    {
        this.cluster = cluster;
        Users = users;
        Posts = posts;
        tokens = new AccessTokens(new SigningKeys(cluster.Secrets), settings, TimeProvider.System);
    }

    public long Users { get; }

    public long Posts { get; }

    public static async Task<BenchData> OpenAsync(BenchCluster cluster, CancellationToken ct)
    {
        var data = new BenchData(
            cluster,
            await cluster.ScalarAsync<long>("SELECT users FROM bench.size", ct),
            await cluster.ScalarAsync<long>("SELECT posts FROM bench.size", ct));
        await data.OpenSessionsAsync(ct);
        return data;
    }

    public static Guid UserId(long n) => new($"00000000-0000-4000-8000-{n:x12}");

    public static Guid PostId(long n) => new($"01000000-0000-7000-8000-{n:x12}");

    public Guid AnyUser(Random random) => UserId(1 + random.NextInt64(Users));

    /// <summary>A published one.</summary>
    public Guid AnyPost(Random random)
    {
        var n = 1 + random.NextInt64(Posts);
        return PostId(n % 10 == 3 ? n - 1 : n);
    }

    /// <summary>The results of a function of the schema <c>bench</c> for the numbers from 1 on.</summary>
    public Task<IReadOnlyList<string>> TextsAsync(string function, int amount, CancellationToken ct) =>
        cluster.ColumnAsync<string>($"SELECT bench.{function}(n) FROM generate_series(1, {amount}) AS n ORDER BY n", ct);

    /// <summary>Where page 1,000 of the published posts begins.</summary>
    public async Task<KeysetPosition> DeepPlaceAsync(CancellationToken ct)
    {
        await using var command = cluster.Superuser.CreateCommand("SELECT published_at, id FROM bench.deep");
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new KeysetPosition(reader.GetFieldValue<DateTimeOffset>(0), reader.GetGuid(1));
    }

    /// <summary>Behind any post: posts are spread evenly over a year.</summary>
    public static KeysetPosition AnyPlace(Random random) => new(
        TimeProvider.System.GetUtcNow() - (TimeSpan.FromDays(364) * random.NextDouble()), Guid.Empty);

    /// <summary>The cursor of Agora behind that place in the list of published posts.</summary>
    public string CursorInPosts(KeysetPosition place) =>
        new CursorCodec(cluster.Secrets.For("cursor")).Encode("posts?author=&tags=&status=Published", place);

    /// <summary>A fresh refresh token for the session of each reader.</summary>
    public async Task<IReadOnlyList<string>> RefreshTokensAsync(CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.refresh_tokens (token_hash, session_id, issued_at, expires_at)
            SELECT t.hash, t.session_id, now(), now() + interval '14 days' FROM unnest($1, $2) AS t (hash, session_id)
            """;

        await OpenSessionsAsync(ct);
        var made = Enumerable.Range(FirstReader, Readers).Select(n => (Token: OpaqueToken.New(), Session: SessionId(n))).ToArray();
        await using var command = cluster.Superuser.CreateCommand(sql);
        command.Parameters.AddWithValue(made.Select(t => t.Token.Hash).ToArray());
        command.Parameters.AddWithValue(made.Select(t => t.Session).ToArray());
        await command.ExecuteNonQueryAsync(ct);
        return [.. made.Select(t => t.Token.Text)];
    }

    /// <summary>What new posts and comments say.</summary>
    public async Task<IReadOnlyList<NewText>> NewTextsAsync(CancellationToken ct)
    {
        await using var command = cluster.Superuser.CreateCommand("SELECT title, body, comment, tags FROM bench.texts ORDER BY n");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var texts = new List<NewText>();
        while (await reader.ReadAsync(ct))
        {
            texts.Add(new NewText(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<string[]>(3)));
        }

        return texts;
    }

    /// <summary>A user with a session. A token lives for ten minutes, so ask shortly before it is used.</summary>
    public Identity Identity(long n)
    {
        var role = n switch
        {
            1 => UserRole.Admin,
            Moderator => UserRole.Moderator,
            _ => UserRole.User,
        };
        return new Identity(UserId(n), tokens.Issue(new SessionGrant(SessionId(n), UserId(n), role, 1)).Text);
    }

    /// <summary>Of the first readers.</summary>
    public IReadOnlyList<Identity> Identities(int amount) =>
        [.. Enumerable.Range(FirstReader, amount).Select(n => Identity(n))];

    private static Guid SessionId(long n) => new($"00000000-0000-4000-a000-{n:x12}");

    private Task OpenSessionsAsync(CancellationToken ct) => cluster.ExecuteAsync(
        $"""
        SET session_replication_role = replica;
        INSERT INTO app.user_sessions (id, user_id, created_at, last_used_at, expires_at)
        SELECT ('00000000-0000-4000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, bench.user_id(n), now(), now(), now() + interval '30 days'
        FROM generate_series(1, {FirstReader + Readers - 1}) AS n
        ON CONFLICT (id) DO UPDATE
        SET created_at = excluded.created_at, last_used_at = excluded.last_used_at, expires_at = excluded.expires_at, revoked_at = NULL, revoked_reason = NULL;
        RESET session_replication_role;
        """,
        ct);
}

internal sealed record NewText(string Title, string Body, string Comment, IReadOnlyList<string> Tags);
