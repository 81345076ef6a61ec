using System.Diagnostics;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Tests.Database.Embedded;

public sealed class FileLockTests : IDisposable
{
    private readonly OpenTempFolder folder = new();

    private string LockFile => folder.In("some.lock");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Refuses_all_others_while_it_is_held_exclusively()
    {
        using var held = FileLock.TryExclusive(LockFile);

        held.ShouldNotBeNull();
        FileLock.TryExclusive(LockFile).ShouldBeNull();
        FileLock.TryShared(LockFile).ShouldBeNull();
    }

    [Fact]
    public void Lets_sharers_in_together_and_an_exclusive_holder_only_after_the_last()
    {
        var first = FileLock.TryShared(LockFile).ShouldNotBeNull();
        var second = FileLock.TryShared(LockFile).ShouldNotBeNull();
        first.Dispose();
        FileLock.TryExclusive(LockFile).ShouldBeNull();

        second.Dispose();

        using var held = FileLock.TryExclusive(LockFile);
        held.ShouldNotBeNull();
    }

    [Fact]
    public async Task Is_free_again_once_the_process_that_held_it_was_killed()
    {
        using var holder = Process.Start(new ProcessStartInfo("flock", [LockFile, "sh", "-c", "echo held; exec sleep 60"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        await holder.StandardOutput.ReadLineAsync();
        FileLock.TryExclusive(LockFile).ShouldBeNull();

        holder.Kill(entireProcessTree: true);

        using var held = await FileLock.ExclusiveAsync(LockFile, () => { }, TimeProvider.System, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(30));
        held.ShouldNotBeNull();
    }

    [Fact]
    public async Task Says_once_that_it_waits_and_stops_when_cancelled()
    {
        using var held = FileLock.TryExclusive(LockFile);
        using var stop = new CancellationTokenSource();
        var said = 0;
        var waiting = FileLock.ExclusiveAsync(
            LockFile,
            () =>
            {
                said++;
                stop.CancelAfter(TimeSpan.FromMilliseconds(300));
            },
            TimeProvider.System,
            stop.Token);

        await Should.ThrowAsync<OperationCanceledException>(waiting);

        said.ShouldBe(1);
    }
}
