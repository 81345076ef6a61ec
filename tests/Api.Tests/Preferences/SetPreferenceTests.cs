using System.Net;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Preferences;

public sealed class SetPreferenceTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Makes_the_objects_that_are_missing_above_a_value()
    {
        var ann = await api.SignedInAsync();

        var first = await ann.SetAsync("custom/editor/fonts/body", "\"serif\"");
        var second = await ann.SetAsync("notifications/email", "true");

        (await first.JsonAsync()).GetRawText().ShouldBe("""{"custom":{"editor":{"fonts":{"body":"serif"}}}}""");
        first.Headers.ETag!.Tag.ShouldStartWith("\"1-");
        second.Headers.ETag!.Tag.ShouldStartWith("\"2-");
        (await ann.ReadAsync()).GetRawText()
            .ShouldBe("""{"custom":{"editor":{"fonts":{"body":"serif"}}},"notifications":{"email":true}}""");
    }

    [Theory]
    [InlineData("true")]
    [InlineData("12.50")]
    [InlineData("\"a \\\"quoted\\\" 'text' $1 @x\"")]
    [InlineData("[1,{\"a\":null},\"two\"]")]
    [InlineData("{\"a\":{\"b\":[]}}")]
    [InlineData("123456789012345678901234567890")]
    public async Task Keeps_the_type_of_a_value(string value)
    {
        var ann = await api.SignedInAsync();

        (await ann.SetAsync("custom/thing", value)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var read = await ann.ReadAsync("custom/thing");
        JsonElement.DeepEquals(read, JsonDocument.Parse(value).RootElement).ShouldBeTrue(read.GetRawText());
    }

    [Theory]
    [InlineData("custom/a", "\"text\"", "string")]
    [InlineData("custom/a", "[1]", "array")]
    [InlineData("custom/a", "false", "boolean")]
    public async Task Says_what_stands_in_the_way_and_leaves_it_there(string path, string value, string kind)
    {
        var ann = await api.SignedInAsync();
        await ann.SetAsync(path, value);

        var response = await ann.SetAsync($"{path}/0/c", "1");

        var problem = await Problem.AssertAsync(response, HttpStatusCode.Conflict, "preference.blocked");
        problem.GetProperty("detail").GetString()!.ShouldStartWith($"{path} is set and no object but of type {kind}");
        (await ann.ReadAsync(path)).GetRawText().ShouldBe(value);
    }

    [Fact]
    public async Task Loses_nothing_when_many_set_different_paths_at_the_same_moment()
    {
        var ann = await api.SignedInAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => ann.SetAsync($"custom/group{i % 3}/key{i}", $"{i}")));

        responses.ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK);
        for (var i = 0; i < 24; i++)
        {
            (await ann.ReadAsync($"custom/group{i % 3}/key{i}")).GetInt32().ShouldBe(i);
        }

        (await api.Superuser.ScalarAsync<int>("SELECT version FROM app.user_preferences WHERE user_id = $1", ann.UserId)).ShouldBe(24);
    }

    [Fact]
    public async Task Waits_for_another_change_that_is_not_committed_yet_and_counts_beside_it()
    {
        var ann = await api.SignedInAsync();
        await ann.SetAsync("custom/a", "1");
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var other = connection.CreateCommand();
        other.CommandText = """UPDATE app.user_preferences SET document = app.set_member(document, '{custom,b}', '2') WHERE user_id = $1""";
        other.Parameters.Add(new Npgsql.NpgsqlParameter { Value = ann.UserId });
        await other.ExecuteNonQueryAsync();

        var setting = ann.SetAsync("custom/c", "3");
        while (!await api.Superuser.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = "
            + "current_database()))"))
        {
            await Task.Yield();
        }

        await transaction.CommitAsync();
        await setting;

        (await ann.ReadAsync("custom")).GetRawText().ShouldBe("""{"a":1,"b":2,"c":3}""");
    }

    [Fact]
    public async Task Minds_the_version_when_one_is_named()
    {
        var ann = await api.SignedInAsync();

        (await ann.SetAsync("theme", "\"dark\"", 0)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(
            await ann.SetAsync("theme", "\"light\"", 0), HttpStatusCode.PreconditionFailed, "preference.changed_meanwhile");
        await Problem.AssertAsync(
            await ann.SetAsync("theme", "\"light\"", 7), HttpStatusCode.PreconditionFailed, "preference.changed_meanwhile");
        await Problem.AssertAsync(await ann.RemoveAsync("theme", 7), HttpStatusCode.PreconditionFailed, "preference.changed_meanwhile");
        (await ann.SetAsync("theme", "\"light\"", 1)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ann.RemoveAsync("theme", 2)).Headers.ETag!.Tag.ShouldStartWith("\"3-");

        var bob = await api.SignedInAsync();
        await Problem.AssertAsync(
            await bob.SetAsync("theme", "\"light\"", 7), HttpStatusCode.PreconditionFailed, "preference.changed_meanwhile");
    }

    [Fact]
    public async Task Setting_what_is_set_changes_nothing()
    {
        var ann = await api.SignedInAsync();
        await ann.SetAsync("theme", "\"dark\"");

        (await ann.SetAsync("theme", "\"dark\"")).Headers.ETag!.Tag.ShouldStartWith("\"1-");
    }

    [Fact]
    public async Task Removes_a_value_and_what_is_below_it_but_no_item_of_an_array()
    {
        var ann = await api.SignedInAsync();
        await ann.MergeAsync("""{"theme":"dark","custom":{"a":{"b":1,"c":2},"list":[1,2]}}""", 0);

        (await (await ann.RemoveAsync("custom/a")).JsonAsync()).GetRawText().ShouldBe("""{"theme":"dark","custom":{"list":[1,2]}}""");
        await Problem.AssertAsync(await ann.RemoveAsync("custom/a"), HttpStatusCode.NotFound, "preference.not_found");
        await Problem.AssertAsync(await ann.RemoveAsync("custom/list/0"), HttpStatusCode.NotFound, "preference.not_found");
        await Problem.AssertAsync(await ann.RemoveAsync("theme/0"), HttpStatusCode.NotFound, "preference.not_found");
        await Problem.AssertAsync(
            await ann.GetAsync($"{PreferenceRequests.Mine}/custom/list/0"), HttpStatusCode.NotFound, "preference.not_found");
    }

    [Theory]
    [InlineData("theme", "\"pink\"", "theme")]
    [InlineData("theme", "true", "theme")]
    [InlineData("theme", "null", "body")]
    [InlineData("theme/dark", "true", "theme/dark")]
    [InlineData("themes", "\"dark\"", "themes")]
    [InlineData("notifications/email", "\"true\"", "notifications/email")]
    [InlineData("notifications", "true", "notifications")]
    [InlineData("notifications", "{\"email\":1}", "notifications/email")]
    [InlineData("notifications", "{\"mail\":true}", "notifications/mail")]
    [InlineData("lists/pageSize", "0", "lists/pageSize")]
    [InlineData("lists/pageSize", "2.5", "lists/pageSize")]
    [InlineData("custom", "[]", "custom")]
    [InlineData("custom", "{\"a b\":1}", "custom/a b")]
    [InlineData("custom/a", "{\"..\":1}", "custom/a/..")]
    [InlineData("custom/a", "\"\\u0000\"", "body")]
    [InlineData("custom/a", "\"\\ud800\"", "body")]
    [InlineData("custom/a", "1e999", "body")]
    [InlineData("custom/a", "1e-20000", "body")]
    [InlineData("custom/a b", "1", "path")]
    [InlineData("custom//a", "1", "path")]
    [InlineData("custom/-a", "1", "path")]
    [InlineData("custom/2/3/4/5/6/7/8/9", "1", "path")]
    public async Task Names_what_breaks_a_rule(string path, string value, string member)
    {
        var ann = await api.SignedInAsync();

        var response = await ann.SetAsync(path, value);

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(member).ShouldHaveSingleItem();
        (await ann.ReadAsync()).GetRawText().ShouldBe("{}");
    }

    [Fact]
    public async Task Bounds_the_size_and_the_depth_of_the_whole_document()
    {
        var ann = await api.SignedInAsync();
        (await ann.SetAsync("custom/a", $"\"{new string('a', 8000)}\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ann.SetAsync("custom/b", $"\"{new string('b', 8000)}\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ann.SetAsync("custom/c/d/e/f/g/h/i", "1")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Problem.AssertAsync(
            await ann.SetAsync("custom/big", $"\"{new string('c', 400)}\""), HttpStatusCode.BadRequest, "preference.too_large");
        await Problem.AssertAsync(await ann.SetAsync("custom/wide", "1e300"), HttpStatusCode.BadRequest, "preference.too_large");
        (await Problem.AssertAsync(
            await ann.SetAsync("custom/c/d/e/f/g/h", """{"i":{"j":1}}"""), HttpStatusCode.BadRequest, "validation.failed"))
            .Errors("custom/c/d/e/f/g/h/i/j").ShouldHaveSingleItem();
        (await ann.SetAsync("custom/far", $"\"{new string('d', 40000)}\"")).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }
}
