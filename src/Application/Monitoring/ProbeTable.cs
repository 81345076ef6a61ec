using System.Text.Json.Nodes;

namespace Agora.Application.Monitoring;

/// <summary>What a probe found.</summary>
/// <param name="TakenAt">When the server was asked.</param>
/// <param name="Failure">Why the server could not be asked again; the rows are then those of <paramref name="TakenAt"/>.</param>
/// <param name="Rows">An object each, with the columns as members.</param>
public sealed record ProbeTable(
    string Probe,
    string Description,
    DateTimeOffset TakenAt,
    ProbeFailure? Failure,
    IReadOnlyList<ProbeColumn> Columns,
    IReadOnlyList<JsonObject> Rows);

public sealed record ProbeFailure(string Code, string Message);

/// <param name="Type"><c>number</c>, <c>text</c>, <c>boolean</c>, <c>time</c> or <c>list</c>.</param>
/// <param name="Remark">Null where the name says all.</param>
public sealed record ProbeColumn(string Name, string Type, string? Remark);
