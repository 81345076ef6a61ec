namespace Agora.Application.Monitoring.Doctor;

public enum FindingSeverity
{
    /// <summary>Could be better; nothing is at risk.</summary>
    Notice,

    /// <summary>Becomes an outage or a loss unless someone acts.</summary>
    Warning,

    /// <summary>Requests fail, data is at risk, or a boundary of security is open.</summary>
    Critical,
}

/// <summary>Something of the installation that is not as it should be.</summary>
/// <param name="Code">Stable, <c>noun.reason</c>.</param>
/// <param name="Subject">The object concerned, such as a table, role or setting; null where there is only one.</param>
/// <param name="Message">One or two sentences.</param>
/// <param name="Remedy">A command, a statement of SQL or a setting.</param>
public sealed record Finding(string Code, FindingSeverity Severity, string? Subject, string Message, string Remedy)
{
    public static Finding Notice(string code, string? subject, string message, string remedy) =>
        new(code, FindingSeverity.Notice, subject, message, remedy);

    public static Finding Warning(string code, string? subject, string message, string remedy) =>
        new(code, FindingSeverity.Warning, subject, message, remedy);

    public static Finding Critical(string code, string? subject, string message, string remedy) =>
        new(code, FindingSeverity.Critical, subject, message, remedy);
}
