using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Tasks;

public sealed class TaskTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Tasks = "/api/v1/tasks";

    [Fact]
    public async Task A_task_is_created_read_marked_and_deleted()
    {
        var ann = await api.SignedInAsync();

        using var created = await ann.PostAsJsonAsync(
            Tasks, new { title = "Oil the engine", priority = "urgent", dueAt = "2026-12-01T09:00:00+01:00" });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var address = created.Headers.Location!.OriginalString;
        var task = await ann.PageAsync(address);
        (task.GetProperty("title").GetString(), task.GetProperty("priority").GetString()).ShouldBe(("Oil the engine", "urgent"));
        task.GetProperty("dueAt").GetString().ShouldBe("2026-12-01T08:00:00.000000Z");
        (task.GetProperty("isDone").GetBoolean(), task.GetProperty("doneAt").ValueKind).ShouldBe((false, JsonValueKind.Null));

        var done = await ReadAsync(await PatchAsync(ann, address, 1, new { isDone = true, dueAt = (string?)null }));
        (done.GetProperty("isDone").GetBoolean(), done.GetProperty("dueAt").ValueKind).ShouldBe((true, JsonValueKind.Null));
        done.GetProperty("doneAt").ValueKind.ShouldBe(JsonValueKind.String);
        done.GetProperty("version").GetInt32().ShouldBe(2);

        await Problem.AssertAsync(
            await PatchAsync(ann, address, 1, new { title = "Late" }), HttpStatusCode.PreconditionFailed, "task.changed_meanwhile");
        (await ann.DeleteAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(await ann.GetAsync(address), HttpStatusCode.NotFound, "task.not_found");
    }

    [Fact]
    public async Task A_new_task_is_of_medium_priority_and_not_done()
    {
        var task = await CreateAsync(await api.SignedInAsync(), "Oil");

        (task.GetProperty("priority").GetString(), task.GetProperty("isDone").GetBoolean()).ShouldBe(("medium", false));
    }

    [Fact]
    public async Task A_refused_title_names_the_constraint()
    {
        var ann = await api.SignedInAsync();

        var refusal = await Problem.AssertAsync(
            await ann.PostAsJsonAsync(Tasks, new { title = new string('x', 281) }), HttpStatusCode.BadRequest, "task.title_invalid");

        refusal.GetProperty("constraint").GetString().ShouldBe("tasks_title_check");
        refusal.Errors("title").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_task_is_there_for_its_owner_and_assignee_and_not_for_admins()
    {
        var (ann, bob, carol) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(UserRole.Admin));
        await FollowAsync(bob, ann);
        var task = await CreateAsync(ann, "Oil", bob);
        var id = task.GetProperty("id");
        var address = $"/api/v1/tasks/{id}";

        (await bob.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(await carol.GetAsync(address), HttpStatusCode.NotFound, "task.not_found");
        await Problem.AssertAsync(await PatchAsync(carol, address, 1, new { isDone = true }), HttpStatusCode.NotFound, "task.not_found");
        await Problem.AssertAsync(await carol.DeleteAsync(address), HttpStatusCode.NotFound, "task.not_found");
        await Problem.AssertAsync(await api.Anonymous().GetAsync(address), HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task The_assignee_marks_a_task_and_changes_nothing_else()
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        await FollowAsync(bob, ann);
        var (task, other) = (await CreateAsync(ann, "Oil", bob), await CreateAsync(ann, "Rest"));
        var id = task.GetProperty("id");
        var address = $"/api/v1/tasks/{id}";

        (await ReadAsync(await PatchAsync(bob, address, 1, new { isDone = true }))).GetProperty("isDone").GetBoolean().ShouldBeTrue();
        await Problem.AssertAsync(
            await PatchAsync(bob, address, 2, new { title = "Mine", isDone = false }), HttpStatusCode.Forbidden, "task.owner_only");
        await Problem.AssertAsync(
            await PatchAsync(bob, address, 2, new { assigneeId = (Guid?)null }), HttpStatusCode.Forbidden, "task.owner_only");
        await Problem.AssertAsync(await bob.DeleteAsync(address), HttpStatusCode.Forbidden, "task.owner_only");
        await Problem.AssertAsync(
            await bob.PostAsJsonAsync($"{address}/move", new { side = "after", taskId = other.GetProperty("id").GetInt64() }),
            HttpStatusCode.Forbidden,
            "task.owner_only");
    }

    [Fact]
    public async Task A_task_is_assigned_to_followers_only()
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var task = await CreateAsync(ann, "Oil");

        var id = task.GetProperty("id");
        foreach (var assignee in new[] { bob.UserId, ann.UserId, Guid.NewGuid() })
        {
            var refusal = await Problem.AssertAsync(
                await ann.PostAsJsonAsync(Tasks, new { title = "Oil", assigneeId = assignee }),
                HttpStatusCode.Conflict,
                "task.assignee_not_follower");
            refusal.GetProperty("constraint").GetString().ShouldBe("tasks_assignee_id_fkey");
            await Problem.AssertAsync(
                await PatchAsync(ann, $"/api/v1/tasks/{id}", 1, new { assigneeId = assignee }),
                HttpStatusCode.Conflict,
                "task.assignee_not_follower");
        }
    }

    [Theory]
    [InlineData("unfollow")]
    [InlineData("block")]
    [InlineData("close")]
    public async Task An_assignment_ends_with_the_follow_and_raises_the_version(string how)
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        await FollowAsync(bob, ann);
        var id = (await CreateAsync(ann, "Oil", bob)).GetProperty("id");
        var address = $"/api/v1/tasks/{id}";

        if (how == "unfollow")
        {
            (await bob.DeleteAsync($"/api/v1/users/me/following/{ann.UserId}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
        else if (how == "block")
        {
            (await bob.PutAsync($"/api/v1/users/me/blocks/{ann.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
        else
        {
            await api.Superuser.ExecuteAsync("UPDATE app.users SET deleted_at = now() WHERE id = $1", bob.UserId);
        }

        var task = await ann.PageAsync(address);
        (task.GetProperty("assigneeId").ValueKind, task.GetProperty("version").GetInt32()).ShouldBe((JsonValueKind.Null, 2));
    }

    [Fact]
    public async Task A_task_moves_before_and_after_others_and_keeps_its_version()
    {
        var ann = await api.SignedInAsync();
        var ids = await CreateManyAsync(ann, 4);

        await MoveAsync(ann, ids[3], new { side = "before", taskId = ids[0] });
        await MoveAsync(ann, ids[0], new { side = "after", taskId = ids[2] });
        await MoveAsync(ann, ids[1], new { side = "after", taskId = ids[1] });

        (await OrderAsync(ann)).ShouldBe([ids[3], ids[1], ids[2], ids[0]]);
        (await ann.PageAsync($"/api/v1/tasks/{ids[3]}")).GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_move_names_one_neighbour_of_the_same_list()
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (ids, bobs) = (await CreateManyAsync(ann, 2), await CreateManyAsync(bob, 1));

        await Problem.AssertAsync(
            await ann.PostAsJsonAsync($"/api/v1/tasks/{ids[0]}/move", new { side = "after", taskId = bobs[0] }),
            HttpStatusCode.NotFound,
            "task.neighbour_not_found");
        foreach (var body in new object[] { new { }, new { side = "beside", taskId = ids[1] } })
        {
            await Problem.AssertAsync(
                await ann.PostAsJsonAsync($"/api/v1/tasks/{ids[0]}/move", body), HttpStatusCode.BadRequest, "validation.failed");
        }
    }

    [Fact]
    public async Task Moves_to_one_place_at_the_same_time_all_find_a_place_of_their_own()
    {
        var ann = await api.SignedInAsync();
        var ids = await CreateManyAsync(ann, 12);

        var answers = await Task.WhenAll(
            ids[2..].Select(id => ann.PostAsJsonAsync($"/api/v1/tasks/{id}/move", new { side = "after", taskId = ids[0] })));

        answers.Select(a => a.StatusCode).Distinct().ShouldBe([HttpStatusCode.NoContent]);
        var order = await OrderAsync(ann);
        (order[0], order[^1]).ShouldBe((ids[0], ids[1]));
        order.Order().ShouldBe(ids.Order());
    }

    [Fact]
    public async Task A_task_that_is_deleted_while_it_moves_is_not_found()
    {
        var ann = await api.SignedInAsync();
        var ids = await CreateManyAsync(ann, 2);
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_advisory_lock(hashtextextended('app.tasks ' || $1::text, 0))";
        command.Parameters.Add(new NpgsqlParameter { Value = ann.UserId });
        await command.ExecuteNonQueryAsync();
        var moving = ann.PostAsJsonAsync($"/api/v1/tasks/{ids[0]}/move", new { side = "after", taskId = ids[1] });
        while (!await api.Superuser.ScalarAsync<bool>(
            """
            SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
                           AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            FROM pg_sleep(0.01)
            """))
        {
            moving.IsCompleted.ShouldBeFalse();
        }

        await api.Superuser.ExecuteAsync("DELETE FROM app.tasks WHERE id = $1", ids[0]);
        command.CommandText = "SELECT pg_advisory_unlock_all()";
        command.Parameters.Clear();
        await command.ExecuteNonQueryAsync();

        await Problem.AssertAsync(await moving, HttpStatusCode.NotFound, "task.not_found");
    }

    [Fact]
    public async Task Where_no_place_is_left_the_list_is_renumbered_in_its_order()
    {
        var ann = await api.SignedInAsync();
        var ids = await CreateManyAsync(ann, 3);
        var narrow = new string('0', 41);
        await api.Superuser.ExecuteAsync("UPDATE app.tasks SET position = $2 WHERE id = $1", ids[0], $"V00000{narrow}1");
        await api.Superuser.ExecuteAsync("UPDATE app.tasks SET position = $2 WHERE id = $1", ids[1], $"V00000{narrow}2");

        await MoveAsync(ann, ids[2], new { side = "before", taskId = ids[1] });

        (await OrderAsync(ann)).ShouldBe([ids[0], ids[2], ids[1]]);
        (await api.Superuser.ScalarAsync<int>("SELECT max(length(position)) FROM app.tasks WHERE owner_id = $1", ann.UserId)).ShouldBe(6);
    }

    [Fact]
    public async Task Lists_filter_and_sort_and_page()
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        await FollowAsync(bob, ann);
        string?[] due = [null, "2026-01-03T00:00:00Z", "2026-01-01T00:00:00Z", null, "2026-01-02T00:00:00Z"];
        string[] priorities = ["low", "urgent", "medium", "high", "urgent"];
        var ids = new List<long>();
        for (var i = 0; i < due.Length; i++)
        {
            using var created = await ann.PostAsJsonAsync(
                Tasks, new { title = $"{i}", priority = priorities[i], dueAt = due[i], assigneeId = i == 4 ? bob.UserId : (Guid?)null });
            ids.Add((await ReadAsync(created, HttpStatusCode.Created)).GetProperty("id").GetInt64());
        }

        await PatchAsync(ann, $"/api/v1/tasks/{ids[2]}", 1, new { isDone = true });

        await ShouldListAsync(ann, "", ids[0], ids[1], ids[2], ids[3], ids[4]);
        await ShouldListAsync(ann, "&sort=dueAt", ids[2], ids[4], ids[1], ids[0], ids[3]);
        await ShouldListAsync(ann, "&sort=-priority", ids[4], ids[1], ids[3], ids[2], ids[0]);
        await ShouldListAsync(ann, "&sort=-createdAt", ids[4], ids[3], ids[2], ids[1], ids[0]);
        await ShouldListAsync(ann, "&done=true", ids[2]);
        await ShouldListAsync(ann, "&done=false&sort=dueAt", ids[4], ids[1], ids[0], ids[3]);
        await ShouldListAsync(ann, "&priority=urgent", ids[1], ids[4]);
        await ShouldListAsync(ann, $"&assignee={bob.UserId}", ids[4]);
        await ShouldListAsync(ann, "&dueBefore=2026-01-02T00:00:00Z", ids[2]);
        await ShouldListAsync(bob, "");
        await ShouldListAsync(bob, "&scope=assigned", ids[4]);
        await ShouldListAsync(bob, "&scope=assigned&sort=dueAt", ids[4]);
        await Problem.AssertAsync(
            await bob.GetAsync($"{Tasks}?scope=assigned&sort=position"), HttpStatusCode.BadRequest, "validation.failed");
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        var ann = await api.SignedInAsync();
        await CreateManyAsync(ann, 2);
        var next = (await ann.PageAsync($"{Tasks}?limit=1")).GetProperty("next").GetString();

        await Problem.AssertAsync(
            await ann.GetAsync($"{Tasks}?limit=1&sort=dueAt&cursor={next}"), HttpStatusCode.BadRequest, "page.cursor_invalid");
    }

    private static async Task ShouldListAsync(TestClient client, string query, params long[] ids) =>
        (await client.WalkAsync($"{Tasks}?limit=2{query}")).Select(t => t.GetProperty("id").GetInt64()).ShouldBe(ids, query);

    private static async Task FollowAsync(TestClient fan, TestClient star) =>
        (await fan.PutAsync($"/api/v1/users/me/following/{star.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    private static async Task<JsonElement> CreateAsync(TestClient client, string title, TestClient? assignee = null) =>
        await ReadAsync(await client.PostAsJsonAsync(Tasks, new { title, assigneeId = assignee?.UserId }), HttpStatusCode.Created);

    private static async Task<List<long>> CreateManyAsync(TestClient client, int count)
    {
        var ids = new List<long>();
        for (var i = 0; i < count; i++)
        {
            ids.Add((await CreateAsync(client, $"Task {i}")).GetProperty("id").GetInt64());
        }

        return ids;
    }

    private static async Task MoveAsync(TestClient client, long id, object to) =>
        (await client.PostAsJsonAsync($"/api/v1/tasks/{id}/move", to)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    private static async Task<List<long>> OrderAsync(TestClient client) =>
        [.. (await client.WalkAsync($"{Tasks}?limit=5")).Select(t => t.GetProperty("id").GetInt64())];

    private static async Task<HttpResponseMessage> PatchAsync(TestClient client, string address, int version, object patch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = JsonContent.Create(patch) };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, body);
        return JsonDocument.Parse(body).RootElement;
    }
}

/// <summary>Three tasks at most.</summary>
public sealed class FewTasksFixture : ApiFixture
{
    protected override IReadOnlyList<string> Settings => ["--Tasks:PerOwnerMax=3"];
}

public sealed class TaskLimitTests(FewTasksFixture api) : IClassFixture<FewTasksFixture>
{
    [Fact]
    public async Task The_limit_holds_also_when_many_are_created_at_once()
    {
        var ann = await api.SignedInAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => ann.PostAsJsonAsync("/api/v1/tasks", new { title = $"Task {i}" })));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(3);
        await Problem.AssertAsync(
            answers.First(a => a.StatusCode != HttpStatusCode.Created), HttpStatusCode.Conflict, "task.limit_reached");
    }
}
