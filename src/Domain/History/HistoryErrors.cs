using Agora.Domain.Common;

namespace Agora.Domain.History;

public static class HistoryErrors
{
    [EnforcedBy("audit_select")]
    public static readonly Error NotFound =
        Error.NotFound("history.not_found", "There is no such thing, or its history is not yours to see.");

    [EnforcedBy("app.audit.version")]
    public static readonly Error VersionNotFound =
        Error.NotFound("history.version_not_found", "There is no such version.");

    public static readonly Error NotYet = Error.NotFound("history.not_yet", "It was not there at that time.");

}
