using System.Globalization;
using Agora.Domain.Common;
using Agora.Domain.Monitoring;

namespace Agora.Application.Monitoring;

/// <summary>A question to the database server about its state: a file of <c>db/probes</c>.</summary>
/// <param name="Description">What the rows are, and in which order.</param>
/// <param name="Remarks">Of columns whose names do not say enough, by name.</param>
public sealed record Probe(
    string Name, string Description, IReadOnlyDictionary<string, string> Remarks, IReadOnlyList<ProbeParameter> Parameters)
{
    /// <summary>The first sentence of the description.</summary>
    public string Title => Description.Split(". ", 2)[0].TrimEnd('.') + ".";

    /// <summary>The value of each parameter, from texts; those that are absent have their defaults.</summary>
    public Result<Dictionary<string, object>> Bind(IReadOnlyDictionary<string, string> texts)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        var refused = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var unknown in texts.Keys.Except(Parameters.Select(p => p.Name), StringComparer.Ordinal))
        {
            refused[unknown] = [Parameters.Count == 0
                ? "Must be absent: this probe has no parameters."
                : $"Must be absent: this probe takes {string.Join(", ", Parameters.Select(p => p.Name))}."];
        }

        foreach (var parameter in Parameters)
        {
            if (parameter.Read(texts.GetValueOrDefault(parameter.Name)) is { } value)
            {
                values[parameter.Name] = value;
            }
            else
            {
                refused[parameter.Name] = [parameter.Rule];
            }
        }

        return refused.Count == 0 ? values : MonitoringErrors.ParameterRefused with { Fields = refused };
    }
}

/// <param name="Name">In camelCase.</param>
/// <param name="Choices">The values that it takes; empty for a number.</param>
/// <param name="Least">Of a number.</param>
/// <param name="Most">Of a number.</param>
public sealed record ProbeParameter(
    string Name, string Description, IReadOnlyList<string> Choices, int? Least, int? Most, string Default)
{
    public string Rule => Choices.Count > 0
        ? $"Must be one of {string.Join(", ", Choices)}."
        : string.Create(CultureInfo.InvariantCulture, $"Must be a whole number from {Least} to {Most}.");

    /// <summary>Null when the text breaks the rule.</summary>
    internal object? Read(string? text)
    {
        text ??= Default;
        if (Choices.Count > 0)
        {
            return Choices.Contains(text, StringComparer.Ordinal) ? text : null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= Least && number <= Most ? number : null;
    }
}
