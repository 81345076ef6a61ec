using Agora.Application.Common;

namespace Agora.Infrastructure.Database;

/// <summary>When connections are scarce, they are granted in this order.</summary>
public enum WorkPriority
{
    SignIn,

    /// <summary>Reads and writes that an index serves.</summary>
    Ordinary,

    /// <summary>Searches and summaries. They have half of the places at most, so that others find some.</summary>
    Expensive,

    /// <summary>No request waits for it, so it may wait longer.</summary>
    Background,
}

/// <summary>
/// Bounds how many use the database at once, and how long others wait for it. Requests are served in their order. Under overload, when the
/// oldest has waited half of its time, the newest is served first: it has not waited yet, and those that waited longest are refused in
/// time, instead of all being served late (build/decisions/0034-overload.md).
/// </summary>
public sealed class AdmissionQueue(int places, TimeSpan patience, TimeSpan backgroundPatience, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter>[] waiting = [.. Enum.GetValues<WorkPriority>().Select(_ => new LinkedList<Waiter>())];
    private int free = places;
    private int freeForExpensive = Math.Max(1, places / 2);
    private long refused;

    /// <summary>How many wait for a place.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return waiting.Sum(line => line.Count);
            }
        }
    }

    /// <summary>How many waited in vain, since the start.</summary>
    public long Refused
    {
        get
        {
            lock (gate)
            {
                return refused;
            }
        }
    }

    /// <summary>A place, to be disposed; null when none came free in time.</summary>
    public async ValueTask<IDisposable?> EnterAsync(WorkPriority priority)
    {
        Waiter waiter;
        lock (gate)
        {
            if (HasPlace(priority))
            {
                return Take(priority);
            }

            waiter = new Waiter(priority, clock.GetTimestamp());
            waiting[(int)priority].AddFirst(waiter.Node);
        }

        await using var timer = clock.CreateTimer(_ => Refuse(waiter), null, PatienceOf(priority), Timeout.InfiniteTimeSpan);
        return await waiter.Task;
    }

    private TimeSpan PatienceOf(WorkPriority priority) => priority == WorkPriority.Background ? backgroundPatience : patience;

    private bool HasPlace(WorkPriority priority) => free > 0 && (priority != WorkPriority.Expensive || freeForExpensive > 0);

    private Place Take(WorkPriority priority)
    {
        free--;
        freeForExpensive -= priority == WorkPriority.Expensive ? 1 : 0;
        return new Place(this, priority);
    }

    private void Leave(WorkPriority priority)
    {
        lock (gate)
        {
            free++;
            freeForExpensive += priority == WorkPriority.Expensive ? 1 : 0;
            foreach (var line in waiting)
            {
                while (line.First is { } newest && HasPlace(newest.Value.Priority))
                {
                    var next = IsOverloaded(line.Last!.Value) ? newest : line.Last;
                    line.Remove(next);
                    next.Value.SetResult(Take(next.Value.Priority));
                }
            }
        }
    }

    private bool IsOverloaded(Waiter oldest) => clock.GetElapsedTime(oldest.Since) >= PatienceOf(oldest.Priority) / 2;

    private void Refuse(Waiter waiter)
    {
        lock (gate)
        {
            if (waiter.Node.List is { } line)
            {
                line.Remove(waiter.Node);
                refused++;
                waiter.SetResult(null);
            }
        }
    }

    private sealed class Waiter : TaskCompletionSource<IDisposable?>
    {
        public Waiter(WorkPriority priority, long since)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            Priority = priority;
            Since = since;
            Node = new LinkedListNode<Waiter>(this);
        }

        public WorkPriority Priority { get; }

        public long Since { get; }

        public LinkedListNode<Waiter> Node { get; }
    }

    private sealed class Place(AdmissionQueue gate, WorkPriority priority) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                gate.Leave(priority);
            }
        }
    }
}

/// <summary>
/// The priority of the current scope, background by default, and whether it holds a place at the database.
/// </summary>
public sealed class AdmissionScope(AdmissionQueue gate)
{
    private IDisposable? held;

    public WorkPriority Priority { get; set; } = WorkPriority.Background;

    /// <summary>Takes a place for all that follows in the scope. False when none came free in time.</summary>
    public async ValueTask<bool> TryHoldAsync() => (held = await gate.EnterAsync(Priority)) is not null;

    public void Release()
    {
        held?.Dispose();
        held = null;
    }

    /// <summary>A place for one use of a connection; null when the scope holds one.</summary>
    /// <exception cref="DependencyException">None came free in time.</exception>
    public async ValueTask<IDisposable?> EnterAsync() => held is not null
        ? null
        : await gate.EnterAsync(Priority) ?? throw new DependencyException(DatabaseFailures.Busy, inner: null);
}
