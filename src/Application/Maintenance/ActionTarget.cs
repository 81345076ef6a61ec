using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <summary>The target of an action as the record holds it: <c>table NAME</c> or <c>index NAME</c>.</summary>
internal static class ActionTarget
{
    public const int NameMax = OperatorAction.TargetMax - 6;

    private const string Table = "table ", Index = "index ";

    public static string OfTable(string name) => Table + name;

    public static string OfIndex(string name) => Index + name;

    public static bool IsName(string? name) => name is not null && OperatorAction.IsTarget(OfTable(name)) && OperatorAction.IsTarget(name);

    public static (bool IsIndex, string Name) Read(string target) =>
        (target.StartsWith(Index, StringComparison.Ordinal), target[Table.Length..]);
}
