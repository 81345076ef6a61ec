using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class PrefixStoreTests : IDisposable
{
    private const string Key = "17-test";

    private readonly OpenTempFolder folder = new();
    private readonly Lines progress = new();
    private int builds;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Builds_once_for_two_that_ask_at_the_same_time_and_tells_the_second_why_it_waits()
    {
        var building = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        var first = Get(async (work, _, _) =>
        {
            building.SetResult();
            await finish.Task;
            Make(work, "whole");
        });
        await building.Task;

        var second = Get((work, _, _) => throw new InvalidOperationException("Built twice."));
        while (!progress.Text.Contains("waiting for it", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        second.IsCompleted.ShouldBeFalse();
        finish.SetResult();
        (await second).ShouldBe(await first);
        builds.ShouldBe(1);
    }

    [Fact]
    public async Task Never_trusts_what_an_interrupted_build_left_but_keeps_its_downloads_for_the_next()
    {
        await Should.ThrowAsync<OperationCanceledException>(Get((work, _, _) =>
        {
            Make(work, "half");
            File.WriteAllText(Path.Combine(work, "download"), "");
            throw new OperationCanceledException();
        }));

        var found = false;
        var target = await Get((work, _, _) =>
        {
            found = File.Exists(Path.Combine(work, "download"));
            Directory.Exists(PrefixStore.RootIn(work)).ShouldBeFalse();
            Make(work, "whole");
            return Task.CompletedTask;
        });

        found.ShouldBeTrue();
        Read(target).ShouldBe("whole");
    }

    [Fact]
    public async Task Builds_anew_where_a_prefix_lacks_its_marker()
    {
        Directory.CreateDirectory(folder.In(Key));
        await File.WriteAllTextAsync(folder.In($"{Key}/content"), "left over");

        Read(await Get(Whole)).ShouldBe("whole");
    }

    [Fact]
    public async Task Does_not_count_a_prefix_that_failed_its_trial()
    {
        await Should.ThrowAsync<ProvisioningException>(
            Store().GetAsync(Key, Whole, (_, _) => throw new ProvisioningException("no library"), progress, CancellationToken.None));
        File.Exists(folder.In($"{Key}/{PrefixStore.MarkerName}")).ShouldBeFalse();

        Read(await Get(Whole)).ShouldBe("whole");
        builds.ShouldBe(1);
    }

    [Fact]
    public async Task Uses_a_whole_prefix_without_building_and_cleans_up_what_the_build_needed()
    {
        var target = await Get(Whole);
        await Get((_, _, _) => throw new InvalidOperationException("Built twice."));

        builds.ShouldBe(1);
        Directory.Exists(target + ".work").ShouldBeFalse();
        (await File.ReadAllTextAsync(Path.Combine(target, PrefixStore.MarkerName))).ShouldBe("manifest");
    }

    private static void Make(string work, string content)
    {
        Directory.CreateDirectory(PrefixStore.RootIn(work));
        File.WriteAllText(Path.Combine(PrefixStore.RootIn(work), "content"), content);
    }

    private static string Read(string target) => File.ReadAllText(Path.Combine(target, "content"));

    private static Task Whole(string work, string target, CancellationToken ct)
    {
        Make(work, "whole");
        return Task.CompletedTask;
    }

    private Task<string> Get(PrefixStore.BuildPrefix build) => Store().GetAsync(
        Key,
        async (work, target, ct) =>
        {
            builds++;
            await build(work, target, ct);
        },
        (_, _) => Task.FromResult("manifest"),
        progress,
        CancellationToken.None);

    private PrefixStore Store() => new(folder.Path, TimeProvider.System);
}
