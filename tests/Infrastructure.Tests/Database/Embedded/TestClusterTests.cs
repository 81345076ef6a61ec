using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class TestClusterTests
{
    private readonly List<string> reports = [];

    [Theory]
    [InlineData(null, false, "embedded")]
    [InlineData("", false, "embedded")]
    [InlineData(null, true, "container")]
    [InlineData("auto", false, "container")]
    [InlineData("container", false, "container")]
    [InlineData("embedded", true, "embedded")]
    public async Task Takes_the_server_that_is_asked_for(string? kind, bool isCi, string expected)
    {
        var taken = "";

        await OpenAsync(kind, isCi, () => taken += "container", () => taken += "embedded");

        taken.ShouldBe(expected);
        reports.ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_in_one_line_that_there_is_no_container_and_continues()
    {
        var taken = "";

        await OpenAsync("auto", false, NoEngine, () => taken += "embedded");

        taken.ShouldBe("embedded");
        reports.ShouldBe(["Tests run on the embedded PostgreSQL, without a container: no container engine answers."]);
    }

    [Fact]
    public async Task Takes_nothing_else_where_a_container_is_asked_for()
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(
            () => OpenAsync("container", false, NoEngine, () => Assert.Fail("embedded")));

        refused.Message.ShouldStartWith(
            "AGORA_TEST_SERVER=container, and there is none: no container engine answers. Start a container engine");
    }

    [Fact]
    public async Task Refuses_a_server_of_a_kind_that_is_not_known() =>
        (await Should.ThrowAsync<InvalidConfigurationException>(() => OpenAsync("docker", false, NoEngine, NoEngine)))
            .Message.ShouldBe("AGORA_TEST_SERVER is 'docker' and must be embedded, container or auto.");

    private static void NoEngine() => throw new InvalidOperationException("no container engine answers.\nAnd much more.");

    private Task<TestCluster> OpenAsync(string? kind, bool isCi, Action container, Action other) =>
        TestCluster.OpenAsync(kind, isCi, () => Taken(container), () => Taken(other), reports.Add);

    // Which one was taken is all that is looked at.
    private static async Task<TestCluster> Taken(Action take)
    {
        await Task.Yield();
        take();
        return null!;
    }
}
