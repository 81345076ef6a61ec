using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Sessions;
using Agora.Application.Monitoring;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Monitoring;

internal static class ProbeEndpoints
{
    public static void MapProbes(this IEndpointRouteBuilder api)
    {
        var probes = api.MapGroup("/database/probes").WithTags("Monitoring").AdminsOnly().BypassesAdmissionControl().TrustsTokenInOutage();
        probes.MapGet("/", All).WithName("ListProbes");
        probes.MapGet("/{probe}", Get).WithName("RunProbe");
    }

    [EndpointSummary("List the probes of the database server")]
    [EndpointDescription("For admins. What can be asked of the database server, with the parameters that each probe takes.")]
    private static async Task<Results<Ok<ProbeList>, ProblemHttpResult>> All(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListProbes(), ct)).ToOk();

    [EndpointSummary("Run a probe of the database server")]
    [EndpointDescription(
        "For admins. Asks the database server about its state, over connections of its own, within 2 seconds, without waiting for a "
        + "lock. Callers within a second share one run. When the server does not answer, the response is what the probe found last, with "
        + "`failure`; 503 where it has found nothing yet. The columns depend on the probe: `columns` describes them.")]
    private static async Task<Results<Ok<ProbeTable>, ProblemHttpResult>> Get(
        string probe,
        IMediator mediator,
        CancellationToken ct,
        [Description("Cost by which `slow-statements` sorts.")] string? order = null,
        [Description("Milliseconds that a statement of `slow-statements` takes on average at least."), Range(0, 3_600_000)]
        int? slowerThan = null,
        [Description("Rows at most, of a probe with this parameter."), Range(1, 200)] int? limit = null)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("order", order);
        Add("slowerThan", slowerThan?.ToString(CultureInfo.InvariantCulture));
        Add("limit", limit?.ToString(CultureInfo.InvariantCulture));
        return (await mediator.Send(new RunProbe(probe, parameters), ct)).ToOk();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parameters[name] = value;
            }
        }
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProbeList))]
[JsonSerializable(typeof(ProbeTable))]
[JsonSerializable(typeof(StatementEndpoints.ExplainRequest))]
[JsonSerializable(typeof(StatementPlan))]
internal sealed partial class MonitoringJson : JsonSerializerContext;
