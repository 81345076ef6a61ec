using System.CommandLine;
using System.Globalization;
using Agora.Application.Common;
using Agora.Application.Jobs;
using Agora.Domain.Common;
using Agora.Domain.Jobs;
using Agora.Migrations.Cli;
using MediatR;

namespace Agora.Api.Cli;

/// <summary><c>agora jobs ...</c>: the job queue, for an operator at the server.</summary>
internal static class JobVerbs
{
    private const int DefaultLimit = 20;

    public static Command Command() => new("jobs", "Background jobs, from the terminal of the server.")
    {
        List(), Show(), Retry(), Cancel(), Summary(), Kinds(), Pause(), Resume(), Schedule(),
    };

    private static Command List()
    {
        var state = new Option<JobState?>("--state")
        {
            Description = "Only jobs in this state: queued, running, succeeded, failed or cancelled.",
            CustomParser = result =>
            {
                foreach (var named in Enum.GetValues<JobState>())
                {
                    if (string.Equals(result.Tokens[0].Value, Name(named), StringComparison.OrdinalIgnoreCase))
                    {
                        return named;
                    }
                }

                result.AddError("Must be one of queued, running, succeeded, failed, cancelled.");
                return default;
            },
        };
        var kind = new Option<string?>("--kind") { Description = "Only jobs of this kind." };
        var limit = NumberOption.WithDefault("--limit", "Jobs at most.", DefaultLimit, least: 1, most: ListJobs.LimitMax);
        var command = new Command("list", "List jobs, newest first: id, kind, state, attempt, error.") { state, kind, limit };
        command.SetAction((parsed, ct) => RunAsync(
            async mediator =>
            {
                var list = new ListJobs(parsed.GetValue(state), parsed.GetValue(kind), parsed.GetValue(limit), Cursor: null);
                return (await mediator.Send(list, ct)).Match(Report, Output.Refuse);
            },
            ct));
        return command;

        static int Report(Page<JobView> page)
        {
            foreach (var job in page.Items)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{job.Id}  {job.Kind,-24} {Name(job.State),-9} {job.Attempt}/{job.AttemptsMax} {job.ErrorCode}"));
            }

            if (page.Next is not null)
            {
                Output.Progress.Report("There are more; --limit, --state or --kind shows others.");
            }

            return CommandLine.Done;
        }
    }

    private static Command Show() => OfJob("show", "Show a job with its parameters.", id => new GetJob(id));

    private static Command Retry() => OfJob(
        "retry", "Queue a failed or cancelled job again, or let a queued one run now.", id => new RetryJob(id));

    private static Command Cancel() => OfJob("cancel", "Cancel a queued job, or ask a running one to stop.", id => new CancelJob(id));

    private static Command Summary()
    {
        var command = new Command("summary", "Count jobs by kind and state, with the time since which the oldest is due.");
        command.SetAction(
            (_, ct) => RunAsync(async mediator => (await mediator.Send(new GetJobSummary(), ct)).Match(Report, Output.Refuse), ct));
        return command;

        static int Report(JobSummary summary)
        {
            Console.WriteLine(
                $"{"kind",-24} {"queued",9} {"due",9} {"running",9} {"succeeded",9} {"failed",9} {"cancelled",9}  oldest due");
            foreach (var (kind, jobs) in summary.Kinds.Append(new JobKindCounts("all", summary.Total)))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{kind,-24} {jobs.Queued,9} {jobs.Due,9} {jobs.Running,9} {jobs.Succeeded,9} {jobs.Failed,9} {jobs.Cancelled,9}  "
                    + $"{jobs.OldestDueAt:u}"));
            }

            return CommandLine.Done;
        }
    }

    private static Command Kinds()
    {
        var command = new Command("kinds", "List the kinds of jobs: limit, schedule, next run.");
        command.SetAction((_, ct) => RunAsync(
            async mediator => (await mediator.Send(new ListJobKinds(), ct)).Match(Report, Output.Refuse), ct));
        return command;

        static int Report(JobKindList kinds)
        {
            foreach (var kind in kinds.Items)
            {
                ReportKind(kind);
            }

            return CommandLine.Done;
        }
    }

    private static Command Pause() => OfKind("pause", "Let jobs of a kind stay queued.", _ => command => command with { Paused = true });

    private static Command Resume() => OfKind("resume", "Let jobs of a paused kind run.", _ => command => command with { Paused = false });

    private static Command Schedule()
    {
        var cron = new Argument<string>("cron")
        {
            Description = "Cron expression in UTC, such as '0 3 * * *'; 'default' for that of the kind.",
        };
        var command = OfKind(
            "schedule",
            "Change when jobs of a kind are queued.",
            parsed => edit => edit with
            {
                Schedule = parsed.GetRequiredValue(cron) is var text && text == "default" ? null : text,
            });
        command.Add(cron);
        return command;
    }

    private static Command OfJob(string name, string description, Func<Guid, IRequest<Result<JobView>>> message)
    {
        var id = new Argument<Guid>("id") { Description = "Id of the job." };
        var command = new Command(name, description) { id };
        command.SetAction((parsed, ct) => RunAsync(
            async mediator => (await mediator.Send(message(parsed.GetValue(id)), ct)).Match(Report, Output.Refuse), ct));
        return command;

        static int Report(JobView job)
        {
            (string Name, object? Value)[] members =
            [
                ("id", job.Id), ("kind", job.Kind), ("state", Name(job.State)), ("priority", Name(job.Priority)), ("due", job.DueAt),
                ("attempt", $"{job.Attempt} of {job.AttemptsMax}"), ("progress", job.Progress), ("key", job.UniqueKey),
                ("worker", job.Worker), ("lease until", job.LeaseUntil), ("cancel requested", job.CancelRequestedAt),
                ("error", job.ErrorCode), ("reason", job.ErrorMessage), ("created", job.CreatedAt), ("started", job.StartedAt),
                ("finished", job.FinishedAt), ("payload", job.Payload),
            ];
            foreach (var (member, value) in members.Where(member => member.Value is not null))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{member,-17} {(value is DateTimeOffset time ? $"{time:u}" : value)}"));
            }

            return CommandLine.Done;
        }
    }

    private static Command OfKind(string name, string description, Func<ParseResult, Func<UpdateJobKind, UpdateJobKind>> edit)
    {
        var kind = new Argument<string>("kind") { Description = "Name of the kind; agora jobs kinds lists them." };
        var command = new Command(name, description) { kind };
        command.SetAction((parsed, ct) => RunAsync(
            async mediator =>
            {
                var current = await mediator.Send(new GetJobKind(parsed.GetRequiredValue(kind)), ct);
                var saved = await current.ThenAsync(view => mediator.Send(edit(parsed)(new UpdateJobKind(view.Kind, view.Version)), ct));
                return saved.Match(
                    view =>
                    {
                        ReportKind(view);
                        return CommandLine.Done;
                    },
                    Output.Refuse);
            },
            ct));
        return command;
    }

    private static void ReportKind(JobKindView kind) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{kind.Kind,-24} {(kind.Paused ? "paused" : "runs"),-6} limit {(object?)kind.ConcurrencyMax ?? "none",-4} "
        + $"schedule {kind.Schedule ?? "none",-14} next {kind.NextAt:u}"));

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static Task<int> RunAsync(Func<IMediator, Task<int>> run, CancellationToken ct) =>
        VerbHost.RunAsync(services => run(services.GetRequiredService<IMediator>()), ct);
}
