using MediatR;

namespace Agora.Api.DatabaseConsole;

/// <summary>Who waits for whom, what runs, and what keeps transactions open.</summary>
internal static class ActivityPage
{
    public static async Task<IResult> ShowAsync(HttpContext http, IMediator mediator, CancellationToken ct)
    {
        string[] names = ["blocking", "activity", "connections", "locks", "progress", "oldest-snapshots"];
        return ConsolePage.Write(
            http, StatusCodes.Status200OK, "Activity", await ProbeSections.WriteAsync(mediator, names, ct), "activity", http.Session());
    }
}
