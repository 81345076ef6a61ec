using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Jobs;

/// <summary>What raw SQL reaches of the job queue with the rights of each kind of caller.</summary>
public sealed class JobPolicyTests(SchemaFixture schema) : IClassFixture<SchemaFixture>, IAsyncLifetime
{
    private const string Add = """
        INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
        VALUES (gen_random_uuid(), 'test.kind', '{}', 1, 2, now(), 3)
        """;

    private const string Claim =
        "SELECT id FROM app.claim_jobs('test', ARRAY['test.kind'], ARRAY[1], ARRAY[NULL::integer], 10, '1 minute')";

    public async Task InitializeAsync()
    {
        await schema.Database.Superuser.ExecuteAsync(Add);
        await schema.Database.Superuser.ExecuteAsync("INSERT INTO app.job_kinds (kind) VALUES ('test.kind')");
    }

    public async Task DisposeAsync()
    {
        await schema.Database.Superuser.ExecuteAsync("DELETE FROM app.jobs");
        await schema.Database.Superuser.ExecuteAsync("DELETE FROM app.job_kinds");
    }

    [Theory]
    [InlineData(ActorRole.Anonymous, 0)]
    [InlineData(ActorRole.User, 0)]
    [InlineData(ActorRole.Moderator, 0)]
    [InlineData(ActorRole.Admin, 1)]
    [InlineData(ActorRole.System, 1)]
    public async Task Admins_and_the_system_see_and_steer_jobs_and_kinds(ActorRole role, int rows)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Of(role));

        (await acting.ListAsync<string>("SELECT kind FROM app.jobs")).Count.ShouldBe(rows);
        (await acting.ListAsync<string>("SELECT kind FROM app.job_kinds")).Count.ShouldBe(rows);
        (await acting.ExecuteAsync("UPDATE app.jobs SET due_at = now()")).ShouldBe(rows);
        (await acting.ExecuteAsync("UPDATE app.job_kinds SET paused = true")).ShouldBe(rows);
    }

    [Theory]
    [InlineData(ActorRole.Anonymous)]
    [InlineData(ActorRole.User)]
    [InlineData(ActorRole.Moderator)]
    [InlineData(ActorRole.Admin)]
    public async Task Only_the_system_queues_claims_or_deletes(ActorRole role)
    {
        foreach (var sql in new[]
        {
            Add, Claim, "SELECT app.release_jobs()", "SELECT app.purge_jobs('0', '0', 1)",
            "SELECT app.fail_unknown_jobs('{}', '{}', '0', 1)",
        })
        {
            await RefusedAsync(role, sql);
        }
    }

    [Fact]
    public async Task The_system_queues_and_claims()
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor.System);

        (await acting.ExecuteAsync(Add)).ShouldBe(1);
        (await acting.ListAsync<Guid>(Claim)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("DELETE FROM app.jobs")]
    [InlineData("UPDATE app.jobs SET payload = '{}'")]
    [InlineData("UPDATE app.jobs SET kind = 'other.kind'")]
    [InlineData("UPDATE app.jobs SET fencing_token = 0")]
    [InlineData("DELETE FROM app.job_kinds")]
    public async Task What_a_job_does_is_never_changed(string sql) => await RefusedAsync(ActorRole.System, sql);

    [Theory]
    [InlineData("UPDATE app.jobs SET state = 'running'", "jobs_lease_check")]
    [InlineData("UPDATE app.jobs SET state = 'succeeded'", "jobs_finished_at_check")]
    [InlineData("UPDATE app.jobs SET lease_until = now()", "jobs_lease_check")]
    [InlineData("UPDATE app.jobs SET state = 'lost', finished_at = now()", "jobs_state_check")]
    [InlineData("UPDATE app.jobs SET cancel_requested_at = now()", "jobs_cancel_requested_at_check")]
    [InlineData("UPDATE app.jobs SET priority = 4", "jobs_priority_check")]
    [InlineData("UPDATE app.jobs SET payload = '[]'", "jobs_payload_check")]
    [InlineData("UPDATE app.jobs SET payload = jsonb_build_object('a', repeat('x', 65536))", "jobs_payload_check")]
    public async Task An_impossible_job_cannot_be_stored(string sql, string constraint) =>
        (await Should.ThrowAsync<PostgresException>(() => schema.Database.Superuser.ExecuteAsync(sql))).ConstraintName.ShouldBe(constraint);

    private async Task RefusedAsync(ActorRole role, string sql)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Of(role));
        var refusal = await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql));
        refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);
    }

    private static Actor Of(ActorRole role) => role switch
    {
        ActorRole.Anonymous => Actor.Anonymous,
        ActorRole.System => Actor.System,
        _ => new Actor(Guid.NewGuid(), role, null),
    };
}
