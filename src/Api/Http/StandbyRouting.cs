using Agora.Application.Common;
using Agora.Infrastructure.Database;

namespace Agora.Api.Http;

/// <summary>
/// Marks the requests whose reads standbys may answer: every GET, after the caller is known. Whether a session still holds is read from the
/// primary before that, and what a request reads in order to write stays there too (build/decisions/0068-replicas.md).
/// </summary>
internal static class StandbyRouting
{
    public static IApplicationBuilder UseStandbyReads(this IApplicationBuilder app) =>
        !app.ApplicationServices.GetRequiredService<DatabaseOptions>().ReadFromStandbys ? app : app.Use((http, next) =>
        {
            if (HttpMethods.IsGet(http.Request.Method))
            {
                http.RequestServices.GetRequiredService<ActorContext>().MayReadStandby = true;
            }

            return next(http);
        });
}
