using Agora.Application.Texts;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Texts;

internal static class TextRegistration
{
    public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddSingleton<IMarkdown, Markdown>();
}
