using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Jobs;

namespace Agora.Application.Jobs;

/// <summary>
/// A kind of job: the command that runs it, and its defaults. The command is sent once a step until it answers 0, as for batches. Without
/// <see cref="IOwnsTransaction"/> each step and its outcome are one transaction, so its effect in the database happens exactly once;
/// several short jobs of the kind may share it (<see cref="RunJobsTogether"/>). With
/// it, the effect happens at least once: a worker may end between the effect and the outcome.
/// </summary>
public sealed record JobKind
{
    private readonly Type message;
    private readonly Func<string, ICommand<int>?> read;
    private readonly Func<object, string> write;

    private JobKind(string name, Type message, Func<string, ICommand<int>?> read, Func<object, string> write)
    {
        Name = name;
        this.message = message;
        this.read = read;
        this.write = write;
    }

    /// <summary>Stable, <c>noun.verb</c>.</summary>
    public string Name { get; }

    /// <summary>Raised when older workers cannot run what is queued from now on. Older payloads must still be read.</summary>
    public int PayloadVersion { get; init; } = 1;

    public JobPriority Priority { get; init; } = JobPriority.Normal;

    public int AttemptsMax { get; init; } = 10;

    public JobBackoff Backoff { get; init; } = JobBackoff.Default;

    /// <summary>Jobs of the kind that run at once, over all workers; null for no limit.</summary>
    public int? ConcurrencyMax { get; init; }

    /// <summary>Cron expression in UTC, with seconds where it has six fields; null for jobs that are queued by need.</summary>
    public string? Schedule { get; init; }

    /// <summary>Whether the first run of the schedule is at the first start of the first worker.</summary>
    public bool RunsAtFirstStart { get; init; }

    /// <summary>
    /// Whether its only effect is that rows are deleted which were kept for their time. The nightly maintenance runs those too.
    /// </summary>
    public bool CleansUp { get; init; }

    /// <summary>How long one step may take before the attempt fails.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether the effect and the outcome of a step are one transaction.</summary>
    public bool IsTransactional => !typeof(IOwnsTransaction).IsAssignableFrom(message);

    /// <summary>Whether this process can run it; jobs of the kind are left to other workers otherwise.</summary>
    public bool IsRunHere { get; init; } = true;

    /// <param name="payload">How the members of the command are stored.</param>
    public static JobKind Of<T>(string name, JsonTypeInfo<T> payload)
        where T : class, ICommand<int> =>
        new(name, typeof(T), json => JsonSerializer.Deserialize(json, payload), command => JsonSerializer.Serialize((T)command, payload));

    /// <summary>The defaults, where the settings say nothing else.</summary>
    public JobKindView View(StoredKind settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new JobKindView(
            Name,
            settings.Paused,
            settings.ConcurrencyMax ?? ConcurrencyMax,
            settings.Schedule ?? Schedule,
            settings.NextAt,
            settings.Version);
    }

    public bool Runs(Type command) => message == command;

    /// <summary>The payload of a command of this kind.</summary>
    public string Write(ICommand<int> command) => write(command);

    /// <summary>The command of a stored payload; null when it is none.</summary>
    public ICommand<int>? Read(string payload)
    {
        try
        {
            return read(payload);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a job runs.</summary>
public sealed record JobCommand(JobKind Kind, ICommand<int> Message);

/// <summary>The kinds of jobs that this process knows.</summary>
public sealed class JobKinds
{
    private readonly Dictionary<string, JobKind> byName;

    /// <exception cref="ArgumentException">Two kinds have one name.</exception>
    public JobKinds(IEnumerable<JobKind> kinds)
    {
        byName = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
        All = [.. byName.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal)];
        Known = [.. All.Select(Claim)];
        Claimable = [.. All.Where(kind => kind.IsRunHere).Select(Claim)];
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<JobKind> All { get; }

    /// <summary>Also those that only other processes run.</summary>
    public IReadOnlyList<ClaimableKind> Known { get; }

    /// <summary>What a worker of this process claims.</summary>
    public IReadOnlyList<ClaimableKind> Claimable { get; }

    private static ClaimableKind Claim(JobKind kind) => new(kind.Name, kind.PayloadVersion, kind.ConcurrencyMax);

    public JobKind? Find(string name) => byName.GetValueOrDefault(name);

    public Result<JobKind> Get(string name) => Find(name) is { } kind ? kind : JobErrors.KindNotFound;

    public Result<JobCommand> Read(ClaimedJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Find(job.Kind) switch
        {
            null => JobErrors.KindUnknown,
            var kind when kind.Read(job.Payload) is { } command => new JobCommand(kind, command),
            _ => JobErrors.PayloadInvalid,
        };
    }

    /// <summary>The kind that a command runs.</summary>
    /// <exception cref="ArgumentException">None: the command is not registered as a job.</exception>
    public JobKind Of(ICommand<int> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return All.FirstOrDefault(kind => kind.Runs(command.GetType()))
            ?? throw new ArgumentException($"{command.GetType().Name} is no kind of job.", nameof(command));
    }
}
