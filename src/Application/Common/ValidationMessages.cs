using System.Globalization;
using FluentValidation.Resources;

namespace Agora.Application.Common;

/// <summary>
/// What validators say when a rule says nothing of its own. The library's texts repeat the name of the member, and speak of the program;
/// a rule that is not listed here must bring a message.
/// </summary>
internal sealed class ValidationMessages : ILanguageManager
{
    /// <summary>What a caller should never read, because it does not help; a test finds the rule that says it.</summary>
    public const string Unknown = "Must be valid.";

    private static readonly Dictionary<string, string> ByRule = new(StringComparer.Ordinal)
    {
        ["NotNullValidator"] = "Must not be null.",
        ["NullValidator"] = "Must be left out.",
        ["NotEmptyValidator"] = "Must not be empty.",
        ["EnumValidator"] = "Must be one of the known values.",
        ["InclusiveBetweenValidator"] = "Must be between {From} and {To}.",
        ["GreaterThanValidator"] = "Must be more than {ComparisonValue}.",
        ["GreaterThanOrEqualValidator"] = "Must be at least {ComparisonValue}.",
        ["LessThanValidator"] = "Must be less than {ComparisonValue}.",
        ["LessThanOrEqualValidator"] = "Must be at most {ComparisonValue}.",
        ["EqualValidator"] = "Must be {ComparisonValue}.",
        ["NotEqualValidator"] = "Must not be {ComparisonValue}.",
        ["MaximumLengthValidator"] = "Must be at most {MaxLength} characters.",
        ["MinimumLengthValidator"] = "Must be at least {MinLength} characters.",
        ["LengthValidator"] = "Must be {MinLength} to {MaxLength} characters.",
    };

    public bool Enabled { get; set; } = true;

    public CultureInfo? Culture { get; set; }

    public string GetString(string key, CultureInfo? culture = null) => ByRule.GetValueOrDefault(key, Unknown);
}
