using Agora.Migrations.Files;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

/// <summary>What a statement does to the transaction, the session and the runner.</summary>
internal static class TransactionChecks
{
    public static void Check(StatementContext context)
    {
        switch (context.Statement)
        {
            case TransactionControl control when control.Verb != TransactionVerb.SetTransaction:
                Control(context, control);
                break;
            case SetVariable set:
                Set(context, set.Name, set.Value, set.IsLocal);
                break;
            case ResetVariable reset when context.InTransaction && !context.File.IsExternal:
                context.Report(TransactionRules.SessionSet, $"RESET {reset.Name} undoes what the runner has set.");
                break;
            case Discard { What: "all" }:
                context.Report(TransactionRules.KillsSessions, "DISCARD ALL releases the lock that keeps other runners out.");
                break;
            case PsqlCommand command:
                context.Report(
                    TransactionRules.PsqlCommand,
                    $"\\{command.Command} is for psql alone.",
                    new SqlFragment(command.Source.Script, command.Source.Tokens[..1]));
                break;
            case CopyData { FromStdin: true }:
                context.Report(TransactionRules.CopyFromStdin, "What follows is data and no SQL.");
                break;
            case CallProcedure call when context.InTransaction && Commits(context, call.Name):
                context.ReportRewrite(
                    TransactionRules.CallWithCommit, $"{call.Name} commits, which the server refuses in a transaction (2D000).",
                    [RewriteStep.Outside(call.Source.Text)]);
                break;
        }

        if (context.Statement is not (CreateRoutine or DoBlock))
        {
            Calls(context);
        }

        Timeouts(context);
    }

    private static void Control(StatementContext context, TransactionControl control)
    {
        var verb = control.Source.First.Of(control.Source.Script).ToString().ToUpperInvariant();
        if (control.IsInBody)
        {
            if (context.InTransaction)
            {
                context.ReportRewrite(
                    TransactionRules.CallWithCommit, $"{verb} inside the block is refused in a transaction (2D000).",
                    [RewriteStep.Outside(context.Source.Text)], control.Source);
            }

            return;
        }

        if (!context.File.IsExternal)
        {
            context.Report(TransactionRules.Control, $"{verb} ends or disturbs the transaction of the runner.");
            return;
        }

        if (context.Step.IsOfTool && control.Verb is TransactionVerb.Commit or TransactionVerb.Rollback or TransactionVerb.Prepare)
        {
            context.Report(
                TransactionRules.Control,
                $"{verb} ends the transaction that the tool has opened around the file; what follows is committed on its own.");
            return;
        }

        var begins = control.Verb == TransactionVerb.Begin;
        if (begins && context.InTransaction)
        {
            context.Report(TransactionRules.Control, "A transaction is open already; the server merely warns.");
        }
        else if (control.Verb is TransactionVerb.Commit or TransactionVerb.Rollback && !context.InTransaction)
        {
            context.Report(TransactionRules.Control, $"No transaction is open; {verb} does nothing.", severity: Severity.Warning);
        }

        var ends = context.Options.ExternalRunsInTransaction || context.Later.Any(later =>
            later is TransactionControl { Verb: TransactionVerb.Commit or TransactionVerb.Rollback or TransactionVerb.Prepare });
        if (begins && !ends)
        {
            context.Report(TransactionRules.Uncommitted, "No COMMIT follows: when the session ends, all of it is rolled back.");
        }
    }

    private static void Set(StatementContext context, string name, string? value, bool isLocal)
    {
        if (name == "standard_conforming_strings" && IsOff(value))
        {
            context.Report(TransactionRules.StandardStrings, "From here on strings end elsewhere.");
        }

        if (name is "lock_timeout" or "statement_timeout")
        {
            Timeout(context, name, value);
        }

        if (context.File.IsExternal)
        {
            return;
        }

        if (isLocal && !context.InTransaction)
        {
            context.Report(TransactionRules.LocalOutside, $"Without a transaction SET LOCAL {name} does nothing.");
        }
        else if (!isLocal && context.InTransaction)
        {
            context.Report(TransactionRules.SessionSet, $"{name} keeps this value after the step.");
        }
    }

    private static bool IsOff(string? value) => value?.ToLowerInvariant() is "off" or "false" or "no" or "0";

    private static void Timeout(StatementContext context, string name, string? value)
    {
        if (name == "lock_timeout")
        {
            context.File.SetsLockTimeout = true;
        }
        else
        {
            context.File.SetsStatementTimeout = true;
        }

        var limit = name == "lock_timeout" ? context.Options.MaxLockTimeout : context.Options.MaxStatementTimeout;
        if (Parse(value) is { } time && (time == TimeSpan.Zero || time > limit))
        {
            context.Report(
                TransactionRules.TimeoutOverride,
                time == TimeSpan.Zero
                    ? $"{name} = 0 waits for ever."
                    : $"{name} = {value} is above the {Durations.Seconds(limit)} of the policy.");
        }
    }

    /// <summary>A setting as the server reads it: milliseconds unless a unit says otherwise.</summary>
    private static TimeSpan? Parse(string? value)
    {
        var text = (value ?? "").Replace(" ", "", StringComparison.Ordinal);
        text = text.EndsWith("min", StringComparison.Ordinal) ? text[..^2] : text;
        var withUnit = text.Length > 0 && char.IsAsciiDigit(text[^1]) ? text + "ms" : text;
        return Durations.TryParse(withUnit, out var time) ? time : null;
    }

    private static void Calls(StatementContext context)
    {
        foreach (var (name, at) in context.Statement.Source.Calls())
        {
            switch (name.Name)
            {
                case "set_config":
                    SetConfig(context, at);
                    break;
                case "pg_advisory_unlock_all":
                    context.Report(TransactionRules.KillsSessions, "This releases the lock that keeps other runners out.");
                    break;
                case "pg_terminate_backend" or "pg_cancel_backend":
                    context.Report(TransactionRules.KillsSessions, "Ending other people's sessions is no migration's business.");
                    break;
            }
        }
    }

    private static void SetConfig(StatementContext context, int at)
    {
        var reader = new SqlReader(context.Statement.Source) { Position = at + 1 };
        var arguments = reader.Parentheses().Items().ToList();
        if (arguments.Count == 3 && arguments[0].First.IsString)
        {
            var name = SqlText.Value(arguments[0].First, arguments[0].Script);
            var value = arguments[1].First.IsString ? SqlText.Value(arguments[1].First, arguments[1].Script) : null;
            Set(context, name, value, arguments[2].Is(0, "true"));
        }
    }

    private static bool Commits(StatementContext context, ObjectName procedure) =>
        context.Schema.Routine(procedure) is { } routine
        && ProceduralBody.Read(routine.Definition.Body, routine.Definition.Language).Statements
            .Any(statement => statement is TransactionControl { Verb: TransactionVerb.Commit or TransactionVerb.Rollback });

    private static void Timeouts(StatementContext context)
    {
        if (context.File.IsExternal && context.Effects.Strong.Any() && !(context.File.SetsLockTimeout && context.File.SetsStatementTimeout))
        {
            var missing = (context.File.SetsLockTimeout, context.File.SetsStatementTimeout) switch
            {
                (false, false) => "lock_timeout and statement_timeout are not set",
                (false, true) => "lock_timeout is not set",
                _ => "statement_timeout is not set",
            };
            context.ReportRecipe(
                TransactionRules.TimeoutMissing, $"{missing}: while this waits, all later queries wait behind it.",
                "SET lock_timeout = '2s';\nSET statement_timeout = '10s';");
            // Once a file is enough.
            context.File.SetsLockTimeout = true;
            context.File.SetsStatementTimeout = true;
        }
    }
}
