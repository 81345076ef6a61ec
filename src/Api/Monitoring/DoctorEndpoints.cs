using System.Text.Json.Serialization;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Sessions;
using Agora.Application.Monitoring.Doctor;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Monitoring;

internal static class DoctorEndpoints
{
    public static void MapDoctor(this IEndpointRouteBuilder api) => api
        .MapGroup("/database").WithTags("Monitoring").AdminsOnly().BypassesAdmissionControl().TrustsTokenInOutage()
        .MapGet("/doctor", Run).WithName("RunDoctor");

    [EndpointSummary("Check the installation")]
    [EndpointDescription(
        "For admins. Checks the database server, its roles, settings and objects, and what this instance needs: volumes, mail, secrets, "
        + "migrations, jobs. Each finding has a stable `code`, a severity and a remedy. Checks that need the database or the login of "
        + "ops_watch are skipped without, which is a finding itself. Takes a few seconds at most and changes nothing.")]
    private static async Task<Results<Ok<DoctorReport>, ProblemHttpResult>> Run(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RunDoctor(), ct)).ToOk();
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class DoctorJson : JsonSerializerContext;
