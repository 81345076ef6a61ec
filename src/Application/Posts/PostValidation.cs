using System.Text.Json;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>The rules of post members, said once for every message that carries them.</summary>
internal static class PostValidation
{
    public static IRuleBuilderOptions<T, string> IsTitle<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(PostRules.IsTitle).WithMessage(
            $"Must be one line of 1 to {PostRules.TitleMax} characters, at least one of them visible.");

    public static IRuleBuilderOptions<T, string> IsBody<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(PostRules.IsBody).WithMessage($"Must be 1 to {PostRules.BodyMax} characters, at least one of them visible.");

    public static IRuleBuilderOptions<T, string> IsLanguage<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(PostRules.IsLanguage).WithMessage($"Must be one of {string.Join(", ", PostRules.Languages)}.");

    public static IRuleBuilderOptions<T, IReadOnlyList<string>> AreTags<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) =>
        rule.Must(tags => tags is not null && tags.Count <= PostRules.TagsMax && TagName.NormalizeAll(tags) is not null).WithMessage(
            $"Must be at most {PostRules.TagsMax} tags, each of 1 to {TagName.MaxLength} letters, digits or . + # - _");

    public static IRuleBuilderOptions<T, string?> IsTag<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(tag => tag is null || TagName.Normalize(tag) is not null)
            .WithMessage($"Must be 1 to {TagName.MaxLength} letters, digits or . + # - _");

    public static IRuleBuilderOptions<T, JsonElement?> IsMetadata<T>(this IRuleBuilder<T, JsonElement?> rule) =>
        rule.Satisfies(value => value is null ? null : PostMetadata.Refuse(value.Value) ?? PostMetadata.RefuseNames(value.Value));

    public static IRuleBuilderOptions<T, string?> IsSearchTerm<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(term => Characters.AreVisible(term) && term!.Length <= SearchPosts.TermMax)
            .WithMessage($"Must be 1 to {SearchPosts.TermMax} characters, at least one of them visible.")
            .OverridePropertyName("q");

    public static IRuleBuilderOptions<T, int> IsLimit<T>(this IRuleBuilder<T, int> rule) =>
        rule.InclusiveBetween(1, PostRules.PageMax);
}
