using Agora.Migrations.Lint;
using Agora.Testing;

namespace Agora.Migrations.Tests.Lint;

public sealed class RuleDocumentationTests
{
    [Fact]
    [Trait("Category", "Generated")]
    public void The_page_of_the_rules_is_what_the_rules_say() => Generated.ShouldBeCurrent("db/rules.md", RuleDocumentation.Markdown());

    [Fact]
    public void Ids_are_unique_and_every_rule_explains_itself()
    {
        RuleCatalogue.All.Select(rule => rule.Id).ShouldBeUnique();
        RuleCatalogue.All.Select(rule => rule.Slug).ShouldBeUnique();
        RuleCatalogue.All.ShouldAllBe(rule => rule.Trigger.Length > 0 && rule.Why.Length > 0 && rule.Recipe.Length > 0);
    }
}
