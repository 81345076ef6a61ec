using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Tasks;

/// <summary>What raw SQL reaches with the rights of each kind of caller.</summary>
public sealed class TaskPolicyTests(SchemaFixture schema) : IClassFixture<SchemaFixture>, IAsyncLifetime
{
    private readonly Guid owner = Guid.CreateVersion7(), assignee = Guid.CreateVersion7();

    public async Task InitializeAsync()
    {
        await schema.Database.Superuser.ExecuteAsync(
            "INSERT INTO app.users (id, username) VALUES ($1, $2), ($3, $4)", owner, $"o{owner:N}"[..30], assignee, $"a{assignee:N}"[..30]);
        await schema.Database.Superuser.ExecuteAsync("INSERT INTO app.follows (follower_id, followee_id) VALUES ($1, $2)", assignee, owner);
        await schema.Database.Superuser.ExecuteAsync(
            "INSERT INTO app.tasks (owner_id, assignee_id, title, position) VALUES ($1, $2, 'Title', 'V00000')", owner, assignee);
    }

    public Task DisposeAsync() => schema.Database.Superuser.ExecuteAsync("DELETE FROM app.users");

    [Theory]
    [InlineData("anonymous", 0, 0, 0)]
    [InlineData("owner", 1, 1, 1)]
    [InlineData("assignee", 1, 1, 0)]
    [InlineData("other", 0, 0, 0)]
    [InlineData("admin", 0, 0, 0)]
    [InlineData("system", 0, 0, 0)]
    public async Task Who_reads_marks_and_deletes_a_task(string who, int reads, int marks, int deletes)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        (await acting.ListAsync<string>("SELECT title FROM app.tasks")).Count.ShouldBe(reads);
        (await acting.ExecuteAsync("UPDATE app.tasks SET is_done = true, done_at = now()")).ShouldBe(marks);
        (await acting.ExecuteAsync("DELETE FROM app.tasks")).ShouldBe(deletes);
    }

    [Theory]
    [InlineData("assignee", "UPDATE app.tasks SET title = 'Mine'")]
    [InlineData("assignee", "UPDATE app.tasks SET assignee_id = NULL")]
    [InlineData("assignee", "UPDATE app.tasks SET position = 'W00000'")]
    [InlineData("owner", "UPDATE app.tasks SET owner_id = owner_id")]
    [InlineData("owner", "UPDATE app.tasks SET version = 7")]
    [InlineData("other", "INSERT INTO app.tasks (owner_id, title, position) SELECT follower_id, 'Forged', 'V00000' FROM app.follows")]
    public async Task What_they_cannot_do(string who, string sql)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor(who));

        (await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql))).SqlState.ShouldBe(
            PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("UPDATE app.tasks SET title = ''", "tasks_title_check")]
    [InlineData("UPDATE app.tasks SET title = repeat('x', 281)", "tasks_title_check")]
    [InlineData("UPDATE app.tasks SET is_done = true", "tasks_done_at_check")]
    [InlineData("UPDATE app.tasks SET position = 'V000000'", "tasks_position_check")]
    [InlineData("UPDATE app.tasks SET assignee_id = owner_id", "tasks_assignee_id_fkey")]
    [InlineData(
        "INSERT INTO app.tasks (owner_id, title, position) SELECT owner_id, 'Again', position FROM app.tasks",
        "tasks_owner_id_position_key")]
    public async Task What_no_task_can_be(string sql, string constraint) =>
        (await Should.ThrowAsync<PostgresException>(() => schema.Database.Superuser.ExecuteAsync(sql))).ConstraintName.ShouldBe(constraint);

    private Actor Actor(string who) => who switch
    {
        "anonymous" => Application.Common.Actor.Anonymous,
        "system" => Application.Common.Actor.System,
        "owner" => new Actor(owner, ActorRole.User, null),
        "assignee" => new Actor(assignee, ActorRole.User, null),
        "other" => new Actor(Guid.NewGuid(), ActorRole.User, null),
        "admin" => new Actor(Guid.NewGuid(), ActorRole.Admin, null),
        _ => throw new ArgumentOutOfRangeException(nameof(who), who, "Unknown actor."),
    };
}
