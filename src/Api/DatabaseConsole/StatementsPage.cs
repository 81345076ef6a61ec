using Agora.Application.Monitoring;
using MediatR;

namespace Agora.Api.DatabaseConsole;

/// <summary>Statements by what they cost.</summary>
internal static class StatementsPage
{
    private const string Probe = "slow-statements";

    public static async Task<IResult> ShowAsync(
        HttpContext http, IMediator mediator, IProbes probes, CancellationToken ct, string? order = null)
    {
        var choices = probes.All.Single(probe => probe.Name == Probe).Parameters.Single(parameter => parameter.Name == "order");
        var chosen = order ?? choices.Default;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["order"] = chosen, ["limit"] = "50" };
        var table = await ProbeSections.RunAsync(mediator, Probe, ct, parameters);
        var options = choices.Choices.Select(choice => choice == chosen
            ? Html.Of($"""<option selected>{choice}</option>""")
            : Html.Of($"<option>{choice}</option>"));
        return ConsolePage.Write(
            http,
            StatusCodes.Status200OK,
            "Statements",
            Html.Of($"""
                <form class="row" method="get"><label for="order">Sorted by</label>
                <select id="order" name="order">{Html.Join(options)}</select><button>Sort</button></form>
                {ProbeSections.Section(Probe, table)}
                """),
            "statements",
            http.Session());
    }
}
