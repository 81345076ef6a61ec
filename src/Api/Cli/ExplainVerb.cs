using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Agora.Api.Configuration;
using Agora.Application.Common;
using Agora.Application.Monitoring;
using MediatR;

namespace Agora.Api.Cli;

/// <summary><c>agora db explain</c>: the plan of a statement that <c>agora db probe slow-statements</c> lists.</summary>
internal static class ExplainVerb
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Command()
    {
        var id = new Argument<string>("id") { Description = "The statementId of agora db probe slow-statements." };
        var analyze = new Option<bool>("--analyze")
        {
            Description = "Run the statement, in a transaction that is read-only, rolled back, and ends after five seconds.",
        };
        var parameters = new Option<string[]>("--parameter")
        {
            Description = "Value of the next parameter, to run the statement with; repeat it for $2 and so on.",
            DefaultValueFactory = _ => [],
        };
        var json = new Option<bool>("--json") { Description = "Write the response of the API." };
        var command = new Command("explain", "Show how the server runs a statement, with advice. Keeps the plan for comparison.")
        {
            id, analyze, parameters, json,
        };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            await using var host = VerbHost.Build(database.Access);
            await using var scope = host.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<ActorContext>().SignIn(Actor.System);
            var explained = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(
                new ExplainStatement(parsed.GetRequiredValue(id), parsed.GetRequiredValue(parameters), parsed.GetValue(analyze)), ct);
            return explained.Match(
                plan => parsed.GetValue(json) ? Output.Json(scope.ServiceProvider, plan) : Report(plan), Output.Refuse);
        });
        return command;
    }

    private static int Report(StatementPlan plan)
    {
        Console.WriteLine(plan.Statement);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cost {plan.Cost:0.##}, plan {plan.Shape}"));
        if (plan.Milliseconds is { } elapsed)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ran {elapsed:0.###} ms"));
        }

        if (plan.Earlier is [var before, ..])
        {
            Console.WriteLine($"{(before.Shape == plan.Shape ? "the same plan as" : "another plan than")} at {before.TakenAt:u}");
        }

        foreach (var advice in plan.Advice)
        {
            Console.WriteLine($"{advice.Code}: {advice.Message}");
        }

        Console.WriteLine(JsonSerializer.Serialize(plan.Plan, Indented));
        return CommandLine.Done;
    }
}
