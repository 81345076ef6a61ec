using System.Text.Json;
using Agora.Application.Common;

namespace Agora.Application.Monitoring;

/// <summary>How the server runs a statement.</summary>
/// <param name="StatementId"><c>queryid</c> of pg_stat_statements, as text: JavaScript rounds numbers of this size.</param>
/// <param name="Statement">Its text, without values.</param>
/// <param name="Analyzed">Whether the statement ran.</param>
/// <param name="Shape">A hash of the kinds of nodes with their tables and indexes: another one is another plan.</param>
/// <param name="Cost">The planner's estimate.</param>
/// <param name="Milliseconds">How long the statement ran; null where it did not.</param>
/// <param name="Advice">What the plan suggests to look at, the most costly first.</param>
/// <param name="Plan">As EXPLAIN (FORMAT JSON) gives it.</param>
/// <param name="Earlier">Plans of the statement that were asked for before, newest first.</param>
public sealed record StatementPlan(
    string StatementId,
    string Statement,
    DateTimeOffset TakenAt,
    bool Analyzed,
    string Shape,
    double Cost,
    double? Milliseconds,
    IReadOnlyList<PlanAdvice> Advice,
    [property: AnyObject] JsonElement Plan,
    IReadOnlyList<EarlierPlan> Earlier);

public sealed record EarlierPlan(DateTimeOffset TakenAt, bool Analyzed, string Shape, double Cost, double? Milliseconds);

/// <param name="Code">Stable: the rule that found it.</param>
/// <param name="Message">What was seen, and what to do.</param>
public sealed record PlanAdvice(string Code, string Message);
