using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Media;

/// <summary>What raw SQL reaches with the rights of each kind of caller, and what stays true of contents when many change them.</summary>
public sealed class MediaPolicyTests(SchemaFixture schema) : IClassFixture<SchemaFixture>, IAsyncLifetime
{
    private const string AddFile = """
        INSERT INTO app.media (owner_id, checksum, size_bytes, kind, mime_type, alternative_text)
        VALUES ($1, $2, 3, 'document', 'application/pdf', $3)
        """;

    private readonly Guid alice = Guid.CreateVersion7(), bob = Guid.CreateVersion7();

    private readonly byte[] content = System.Security.Cryptography.SHA256.HashData(Guid.CreateVersion7().ToByteArray());

    public async Task InitializeAsync()
    {
        foreach (var (id, name) in new[] { (alice, "alice"), (bob, "bobby") })
        {
            await schema.Database.Superuser.ExecuteAsync(
                "INSERT INTO app.users (id, username) VALUES ($1, $2)", id, name + id.ToString("N")[^12..]);
        }

        await schema.Database.Superuser.ExecuteAsync("INSERT INTO app.media_objects (checksum, size_bytes) VALUES ($1, 3)", content);
        await schema.Database.Superuser.ExecuteAsync(AddFile, alice, content, "of alice");
    }

    public async Task DisposeAsync()
    {
        await schema.Database.Superuser.ExecuteAsync("DELETE FROM app.users");
        await schema.Database.Superuser.ExecuteAsync("DELETE FROM app.media_objects");
    }

    [Theory]
    [InlineData("anonymous", 0)]
    [InlineData("owner", 1)]
    [InlineData("other", 0)]
    [InlineData("moderator", 0)]
    [InlineData("admin", 0)]
    public async Task Who_reads_a_file_that_is_nowhere_shown(string who, int count)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        (await acting.ListAsync<string>("SELECT alternative_text FROM app.media")).Count.ShouldBe(count);
    }

    [Theory]
    [InlineData("anonymous", 0, 0)]
    [InlineData("owner", 1, 1)]
    [InlineData("other", 0, 0)]
    [InlineData("moderator", 0, 0)]
    [InlineData("admin", 0, 0)]
    public async Task Who_changes_and_who_deletes_it(string who, int changes, int deletes)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        (await acting.ExecuteAsync("UPDATE app.media SET alternative_text = 'x'")).ShouldBe(changes);
        (await acting.ExecuteAsync("DELETE FROM app.media")).ShouldBe(deletes);
    }

    [Fact]
    public async Task Users_cannot_upload_in_the_name_of_others()
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor("other"));

        var refused = await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(AddFile, alice, content, "forged"));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("UPDATE app.media SET checksum = '\\x00'")]
    [InlineData("UPDATE app.media SET owner_id = owner_id")]
    [InlineData("SELECT FROM app.media_objects")]
    [InlineData("SELECT app.forget_unused_media('1 hour')")]
    public async Task What_its_owner_cannot_do(string sql)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor("owner"));

        (await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql))).SqlState.ShouldBe(
            PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task An_anonymous_caller_announces_nothing()
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor("anonymous"));

        var refused = await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync("SELECT app.announce_media($1, 3)", content));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_content_that_a_file_uses_cannot_be_forgotten()
    {
        var refused = await Should.ThrowAsync<PostgresException>(
            () => schema.Database.Superuser.ExecuteAsync("DELETE FROM app.media_objects"));

        refused.ConstraintName.ShouldBe("media_checksum_fkey");
    }

    [Fact]
    public async Task Two_who_delete_the_last_two_files_at_once_leave_the_content_unused()
    {
        await schema.Database.Superuser.ExecuteAsync(AddFile, bob, content, "of bob");
        await using var first = await schema.Database.Superuser.OpenConnectionAsync();
        await using var second = await schema.Database.Superuser.OpenConnectionAsync();
        await using var open = await first.BeginTransactionAsync();
        await DeleteAsync(first, alice);

        var waiting = DeleteAsync(second, bob);
        while (!await WaitsAsync(second.ProcessID))
        {
            waiting.IsCompleted.ShouldBeFalse();
        }

        await open.CommitAsync();
        await waiting;

        (await UnusedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_account_that_is_removed_for_good_leaves_its_contents_to_the_sweep()
    {
        (await UnusedAsync()).ShouldBeFalse();

        await schema.Database.Superuser.ExecuteAsync("DELETE FROM app.users WHERE id = $1", alice);

        (await UnusedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_sweep_skips_a_content_that_is_about_to_be_used()
    {
        await schema.Database.Superuser.ExecuteAsync("DELETE FROM app.media");
        await schema.Database.Superuser.ExecuteAsync("UPDATE app.media_objects SET unused_since = now() - interval '1 day'");
        await using var upload = await schema.Database.Superuser.OpenConnectionAsync();
        await using var open = await upload.BeginTransactionAsync();
        await using var add = new NpgsqlCommand(AddFile, upload)
        {
            Parameters = { new() { Value = bob }, new() { Value = content }, new() { Value = "x" } },
        };
        await add.ExecuteNonQueryAsync();

        await using var sweep = await Acting.AsAsync(schema.Database, Application.Common.Actor.System);
        var forgotten = await sweep.ListAsync<bool>("SELECT app.forget_unused_media('1 hour') IS NULL");

        forgotten.ShouldBe([true]);
    }

    private Task<bool> WaitsAsync(int process) =>
        schema.Database.Superuser.ScalarAsync<bool>("SELECT cardinality(pg_blocking_pids($1)) > 0", process);

    private Task<bool> UnusedAsync() =>
        schema.Database.Superuser.ScalarAsync<bool>("SELECT unused_since IS NOT NULL FROM app.media_objects WHERE checksum = $1", content);

    private static async Task DeleteAsync(NpgsqlConnection connection, Guid owner)
    {
        await using var delete = new NpgsqlCommand("DELETE FROM app.media WHERE owner_id = $1", connection)
        {
            Parameters = { new() { Value = owner } },
        };
        await delete.ExecuteNonQueryAsync();
    }

    private Actor Actor(string who) => who switch
    {
        "anonymous" => Application.Common.Actor.Anonymous,
        "owner" => new Actor(alice, ActorRole.User, null),
        "other" => new Actor(bob, ActorRole.User, null),
        "moderator" => new Actor(bob, ActorRole.Moderator, null),
        "admin" => new Actor(bob, ActorRole.Admin, null),
        _ => throw new ArgumentOutOfRangeException(nameof(who), who, "Unknown actor."),
    };
}
