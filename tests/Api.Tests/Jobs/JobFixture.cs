using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Agora.Application.Common;
using Agora.Application.Jobs;
using Agora.Domain.Common;
using Agora.Domain.Jobs;
using Agora.Infrastructure.Database;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agora.Api.Tests.Jobs;

/// <summary>A job of the tests: leaves a row, unless it is made to fail.</summary>
/// <param name="Steps">How many steps it has; the last of several does nothing.</param>
public sealed record Mark(Guid Id, string Then = "", int Steps = 1) : ICommand<int>;

/// <summary>The same with an effect that is not part of the transaction of the outcome.</summary>
public sealed record MarkOutside(Guid Id) : ICommand<int>, IOwnsTransaction;

/// <summary>Runs until it is stopped.</summary>
/// <param name="Then">What it makes of that.</param>
public sealed record Linger(Guid Id, string Then = "") : ICommand<int>;

internal sealed class MarkHandler(DbSession db) : ICommandHandler<Mark, int>
{
    public const string Sql = "INSERT INTO app.test_marks (mark) VALUES (@id)";

    public async Task<Result<int>> Handle(Mark command, CancellationToken ct)
    {
        if (command.Steps > 1
            && await db.ScalarAsync<long>("SELECT count(*) FROM app.test_marks WHERE mark = @id", new { id = command.Id }, ct)
                == command.Steps - 1)
        {
            return 0;
        }

        await db.ExecuteAsync(Sql, new { id = command.Id }, ct);
        return command.Then switch
        {
            "throw" => throw new InvalidOperationException("Broken"),
            "refuse" => Error.Invalid("test.refused", "Never."),
            "busy" => Error.Unavailable("test.busy", "Later.", TimeSpan.FromMinutes(10)),
            _ => command.Steps > 1 ? 1 : 0,
        };
    }
}

internal sealed class MarkOutsideHandler(DbSession db, IUnitOfWork unitOfWork) : ICommandHandler<MarkOutside, int>
{
    public async Task<Result<int>> Handle(MarkOutside command, CancellationToken ct)
    {
        await unitOfWork.ExecuteAsync(t => db.ExecuteAsync(MarkHandler.Sql, new { id = command.Id }, t), static _ => true, ct);
        return 0;
    }
}

internal sealed class LingerHandler(LingeringJobs lingering) : ICommandHandler<Linger, int>
{
    public async Task<Result<int>> Handle(Linger command, CancellationToken ct)
    {
        lingering.Began(command.Id);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }
        catch (OperationCanceledException stopped) when (command.Then == "wrap")
        {
            throw new InvalidOperationException("Wrapped", stopped);
        }
        catch (OperationCanceledException) when (command.Then == "stay")
        {
            await lingering.Released;
        }
        finally
        {
            lingering.Stopped(command.Id);
        }

        return 0;
    }
}

/// <summary>A job that a schedule could queue. None does.</summary>
public sealed record Idle : ICommand<int>;

/// <summary>Tells with which priority a worker asks for the database.</summary>
internal sealed class AdmissionRecorder<TRequest, TResponse>(AdmissionScope admission, RecordedPriorities recorded)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        recorded.Add(typeof(TRequest), admission.Priority);
        return next();
    }
}

internal sealed class RecordedPriorities
{
    private readonly ConcurrentDictionary<Type, WorkPriority> latest = new();

    public void Add(Type request, WorkPriority priority) => latest[request] = priority;

    public WorkPriority? Of<T>() => latest.TryGetValue(typeof(T), out var priority) ? priority : null;
}

/// <summary>Which jobs have begun to linger, and which have stopped.</summary>
internal sealed class LingeringJobs
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> begun = new(), stopped = new();
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Began(Guid id) => Of(begun, id).TrySetResult();

    public Task BeganAsync(Guid id) => Of(begun, id).Task.WaitAsync(TimeSpan.FromMinutes(1));

    public void Stopped(Guid id) => Of(stopped, id).TrySetResult();

    public Task StoppedAsync(Guid id) => Of(stopped, id).Task.WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>Ends those that stay when they are stopped.</summary>
    public void Release() => released.TrySetResult();

    public Task Released => released.Task;

    private static TaskCompletionSource Of(ConcurrentDictionary<Guid, TaskCompletionSource> by, Guid id) =>
        by.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>A host without workers, which knows the jobs of the tests. <see cref="ApiFixture.DrainJobsAsync"/> runs what is due.</summary>
public class JobFixture : ApiFixture
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web) { RespectRequiredConstructorParameters = true };

    internal static readonly JobKind
        Marks = JobKind.Of("test.mark", Payload<Mark>()) with { AttemptsMax = 3 },
        Limited = JobKind.Of("test.outside", Payload<MarkOutside>()) with { ConcurrencyMax = 2 },
        Lingers = JobKind.Of("test.linger", Payload<Linger>()),
        Idles = JobKind.Of("test.idle", Payload<Idle>());

    private protected virtual IReadOnlyList<JobKind> Kinds => [Marks, Limited, Lingers, Idles];

    internal LingeringJobs Lingering { get; } = new();

    internal RecordedPriorities Priorities { get; } = new();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Superuser.ExecuteAsync(
            "CREATE TABLE app.test_marks (mark uuid NOT NULL, marked_at timestamptz NOT NULL DEFAULT clock_timestamp())");
        await Superuser.ExecuteAsync("GRANT SELECT, INSERT ON app.test_marks TO app_api");
    }

    public Task<long> MarksAsync(Guid id) => Superuser.ScalarAsync<long>("SELECT count(*) FROM app.test_marks WHERE mark = $1", id);

    /// <summary>Queues a job, as a use case would.</summary>
    public async Task<bool> EnqueueAsync(ICommand<int> command, JobOptions? options = null)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorContext>().SignIn(Actor.System);
        return await scope.ServiceProvider.GetRequiredService<JobQueue>().EnqueueAsync(command, options ?? new JobOptions(), default);
    }

    public async Task<T> SendAsync<T>(ICommand<T> command)
    {
        await using var scope = Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command)).Value;
    }

    public async Task<Result<T>> TrySendAsync<T>(ICommand<T> command)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command);
    }

    /// <summary>A member of the only job whose payload names this id.</summary>
    public Task<T?> JobAsync<T>(Guid id, string column) =>
        Superuser.ScalarAsync<T>($"SELECT {column} FROM app.jobs WHERE payload->>'id' = $1", id.ToString());

    /// <summary>Until a condition of the database holds.</summary>
    public async Task UntilAsync(Func<NpgsqlDataSource, Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await holds(Superuser))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    protected override void Replace(IServiceCollection services)
    {
        foreach (var kind in Kinds)
        {
            services.AddSingleton(kind);
        }

        services.AddSingleton(Lingering);
        services.AddSingleton(Priorities);
        services.AddScoped<IPipelineBehavior<ExtendLeases, Result<HeldLeases>>, AdmissionRecorder<ExtendLeases, Result<HeldLeases>>>();
        services.AddScoped<IPipelineBehavior<EndJob, Result<Job>>, AdmissionRecorder<EndJob, Result<Job>>>();
        services.AddScoped<IRequestHandler<Mark, Result<int>>, MarkHandler>();
        services.AddScoped<IRequestHandler<MarkOutside, Result<int>>, MarkOutsideHandler>();
        services.AddScoped<IRequestHandler<Linger, Result<int>>, LingerHandler>();
    }

    private static JsonTypeInfo<T> Payload<T>() => (JsonTypeInfo<T>)Strict.GetTypeInfo(typeof(T));
}
