using System.Data;
using System.Diagnostics;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Running;
using FluentMigrator.Expressions;
using FluentMigrator.Runner.Generators.Postgres;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors;
using FluentMigrator.Runner.Processors.Postgres;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agora.Migrations.Engine;

/// <summary>
/// FluentMigrator's PostgreSQL processor with our way of sending. Steps run at once, except the last one: it is held until FluentMigrator
/// has written its history row and commits. Then the step runs as a whole, with that row in its transaction, so the history
/// is true at every moment, and lock backoff may still roll the step back and try again.
/// </summary>
internal sealed class StepProcessor : Postgres15_0Processor
{
    private readonly RunSession run;
    private readonly EngineRequest request;
    private readonly IVersionTableMetaData table;
    private readonly List<string> classSql = [];

    private MigrationRun? version;
    private MigrationStep? held;
    private RepeatableExpression? repeatable;
    private RecordCommand? history;
    private bool inScope;
    private bool hasWorked;

    public StepProcessor(
        PostgresDbFactory factory, Postgres15_0Generator generator, ILogger<Postgres15_0Processor> logger,
        IOptionsSnapshot<ProcessorOptions> options, IConnectionStringAccessor connectionString, PostgresOptions postgres, RunSession run,
        EngineRequest request, IVersionTableMetaData table)
        : base(factory, generator, logger, options, connectionString, postgres)
    {
        this.run = run;
        this.request = request;
        this.table = table;
        // For what FluentMigrator reads. Nothing is written here by this class.
        Connection = run.Control.Connection;
    }

    /// <summary>FluentMigrator is synchronous: its thread waits here, and has no synchronization context that could lock up.</summary>
    public static void Wait(Task work)
    {
        Debug.Assert(SynchronizationContext.Current is null, "The engine runs on a thread of its own.");
        work.GetAwaiter().GetResult();
    }

    /// <summary>Called by the runner in front of a version, outside any scope.</summary>
    public void Open(MigrationRun opened)
    {
        Forget();
        version = opened;
    }

    public void Close()
    {
        Forget();
        version = null;
        hasWorked = true;
    }

    /// <summary>Leaves the server alone: FluentMigrator also calls it to try the connection, and would hide what the server says.</summary>
    public override void BeginTransaction() => inScope = true;

    public override void RollbackTransaction()
    {
        inScope = false;
        Forget();
    }

    public override void CommitTransaction()
    {
        inScope = false;
        Send();
    }

    public void Process(FileStep step)
    {
        if (step.IsLast)
        {
            held = step.Step;
        }
        else
        {
            Wait(Version.RunStepAsync(step.Step, history: null, request.Stop));
        }
    }

    public void Process(RepeatableExpression expression) => repeatable = expression;

    public override void Process(InsertDataExpression expression)
    {
        if (IsHistory(expression.SchemaName, expression.TableName, expression.Rows))
        {
            Record(Generator.Generate(expression), $" ON CONFLICT (\"{table.ColumnName}\") DO NOTHING RETURNING 1", "applied");
        }
        else
        {
            base.Process(expression);
        }
    }

    public override void Process(DeleteDataExpression expression)
    {
        if (IsHistory(expression.SchemaName, expression.TableName, expression.Rows))
        {
            Record(Generator.Generate(expression), " RETURNING 1", "taken back");
        }
        else
        {
            base.Process(expression);
        }
    }

    /// <summary>
    /// FluentMigrator asks about its table before the first version, and once more behind the last, where nothing depends on the answer: a
    /// connection that is lost there must not fail a run that is done. Inside a version it is the class that asks.
    /// </summary>
    public override bool Exists(string template, params object[] args) =>
        version is null ? hasWorked || base.Exists(template, args) : throw new ClassRefusedException(ClassRefusedException.Asks);

    public override DataSet Read(string template, params object[] args) =>
        version is not null ? throw new ClassRefusedException(ClassRefusedException.Asks)
        : hasWorked ? new DataSet { Tables = { new DataTable() } }
        : base.Read(template, args);

    public override void Process(PerformDBOperationExpression expression) =>
        throw new ClassRefusedException(ClassRefusedException.Connects);

    protected override void Process(string sql)
    {
        if (Version.IsClass)
        {
            classSql.Add(sql);
        }
        else if (!string.IsNullOrWhiteSpace(sql))
        {
            throw Unplanned();
        }
    }

#pragma warning disable CA2215 // The connection belongs to the run; the base would close it.
    protected override void Dispose(bool isDisposing)
    {
    }
#pragma warning restore CA2215

    private MigrationRun Version => version ?? throw Unplanned();

    private bool IsHistory(string? schema, string name, IEnumerable<IEnumerable<KeyValuePair<string, object>>> rows) =>
        version is not null
        && name == table.TableName
        && (string.IsNullOrEmpty(schema) || schema == table.SchemaName)
        && rows.Single().Any(cell => cell.Key == table.ColumnName && cell.Value is long written && written == version.Version);

    /// <param name="sql">FluentMigrator's own statement.</param>
    /// <param name="guard">FluentMigrator expects no other runner; the returned row tells whether there was one.</param>
    private void Record(string sql, string guard, string what)
    {
        history = new RecordCommand(
            new SqlCommand(sql.TrimEnd().TrimEnd(';') + guard),
            FormattableString.Invariant($"Version {Version.Version} was {what} by another tool in the meantime; the step was rolled back. ")
            + "Run again: the history tells what is left.");
        if (!inScope)
        {
            Send();
        }
    }

    private void Send()
    {
        try
        {
            if (repeatable is not null)
            {
                Wait(SendAsync(repeatable));
            }
            else if (history is not null)
            {
                Wait(Version.IsClass ? FinishClassAsync(Version, history) : Version.FinishAsync(held, history, request.Stop));
            }
        }
        finally
        {
            Forget();
        }
    }

    /// <summary>What was planned and reviewed runs, step by step, once the class has said the same again.</summary>
    private async Task FinishClassAsync(MigrationRun run, RecordCommand row)
    {
        if (ClassText.TokenHash(classSql) != run.File.TokenHash)
        {
            throw new MigrationException(new MigrationFailure(
                MigratorExit.LintErrors, "The class made other SQL than when it was planned; nothing of it was run.")
            {
                File = run.File.Path,
                Hint = "Take clocks and random values out of it, or let the server say them.",
            });
        }

        var steps = run.File.Body.Steps;
        foreach (var step in steps.SkipLast(1))
        {
            await run.RunStepAsync(step, history: null, request.Stop);
        }

        await run.FinishAsync(steps[^1], row, request.Stop);
    }

    private Task SendAsync(RepeatableExpression expression) => expression.Direction == Direction.Up
        ? new RepeatableRun(run).UpAsync(expression.Repeatable, request.Stop)
        : new RepeatableRun(run).DownAsync(expression.Repeatable, request.Stop);

    private void Forget()
    {
        held = null;
        classSql.Clear();
        repeatable = null;
        history = null;
    }

    /// <summary>Everything that is sent was planned before; FluentMigrator sends more only where it does not see its own table.</summary>
    private MigrationException Unplanned() => new(new MigrationFailure(
        MigratorExit.UnsafeEnvironment,
        $"FluentMigrator does not see its history {run.Names.Versions} as role '{run.Server.Role}', or sent SQL that was not planned.")
    {
        Hint = $"Grant the role SELECT, INSERT and DELETE on {run.Names.Versions}.",
    });
}
