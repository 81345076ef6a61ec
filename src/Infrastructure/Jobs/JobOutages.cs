using Agora.Application.Common;
using Agora.Infrastructure.Common;

namespace Agora.Infrastructure.Jobs;

internal static class JobOutages
{
    /// <summary>
    /// Whether an outage begins with this failure of a worker. Counted apart from requests, which may have logged the same outage.
    /// </summary>
    /// <param name="work">What the worker was doing.</param>
    public static bool BeginsFor(this Outages outages, string work, Exception exception) => outages.Failed(
        $"jobs.{work}:{(exception is DependencyException { Error.Code: var code } ? code : exception.GetType().Name)}") == 0;
}
