"""Well-known ways to reach an AI system from a notebook, by name: the table hints are made of.

Adding one is adding a line.
"""

from __future__ import annotations

import re

#: Modules → what they are. The longest match stands.
MODULES: dict[str, str] = {
    "ai21": "the AI21 client",
    "aleph_alpha_client": "the Aleph Alpha client",
    "anthropic": "the Anthropic client",
    "autogen": "AutoGen",
    "azure.ai.inference": "the Azure AI client",
    "cohere": "the Cohere client",
    "crewai": "CrewAI",
    "ctransformers": "ctransformers (local models)",
    "dashscope": "the DashScope client",
    "diffusers": "diffusers (local image models)",
    "dspy": "DSPy",
    "google.genai": "the Google Gen AI client",
    "google.generativeai": "the Google Gemini client",
    "gpt4all": "GPT4All (local models)",
    "groq": "the Groq client",
    "guidance": "guidance",
    "haystack": "Haystack",
    "huggingface_hub.InferenceClient": "the Hugging Face inference client",
    "instructor": "Instructor",
    "langchain": "LangChain",
    "langchain_anthropic": "LangChain (Anthropic)",
    "langchain_community.chat_models": "LangChain",
    "langchain_community.llms": "LangChain",
    "langchain_google_genai": "LangChain (Google)",
    "langchain_mistralai": "LangChain (Mistral AI)",
    "langchain_ollama": "LangChain (Ollama)",
    "langchain_openai": "LangChain (OpenAI)",
    "langgraph": "LangGraph",
    "litellm": "LiteLLM",
    "llama_cpp": "llama.cpp (local models)",
    "llama_index": "LlamaIndex",
    "llm": "the llm library",
    "mistral_common": "Mistral's tokenizer and message types",
    "mistralai": "the Mistral AI client",
    "ollama": "the Ollama client",
    "openai": "the OpenAI client",
    "outlines": "Outlines",
    "pandasai": "PandasAI",
    "pydantic_ai": "Pydantic AI",
    "replicate": "the Replicate client",
    "semantic_kernel": "Semantic Kernel",
    "sentence_transformers": "sentence-transformers (local models)",
    "smolagents": "smolagents",
    "together": "the Together client",
    "transformers": "transformers (local models)",
    "vertexai": "the Vertex AI client",
    "vllm": "vLLM (local models)",
    "xai_sdk": "the xAI client",
    "xllamacpp": "llama.cpp (local models)",
    "zhipuai": "the Zhipu AI client",
}

#: How a call to a model ends, whatever the client is named → what it is.
CALLS: dict[str, str] = {
    "ChatCompletion.create": "chat completion",
    "Completion.create": "completion",
    "chat.complete": "chat completion",
    "chat.complete_async": "chat completion",
    "chat.completions.create": "chat completion",
    "chat.completions.parse": "chat completion",
    "chat.parse": "chat completion",
    "chat.stream": "chat completion",
    "completions.create": "completion",
    "embeddings.create": "embeddings",
    "generate_content": "text generation",
    "images.generate": "image generation",
    "litellm.completion": "chat completion",
    "messages.create": "chat completion",
    "messages.stream": "chat completion",
    "ollama.chat": "chat completion",
    "ollama.embed": "embeddings",
    "ollama.generate": "completion",
    "responses.create": "text generation",
    "responses.parse": "text generation",
    "transformers.pipeline": "local model",
}

#: Hosts and paths of model services, as they stand in a source → what they are.
HOSTS: dict[str, str] = {
    "/api/chat": "Ollama's interface",
    "/api/generate": "Ollama's interface",
    "/v1/chat/completions": "OpenAI-compatible interface",
    "/v1/completions": "OpenAI-compatible interface",
    "/v1/embeddings": "OpenAI-compatible interface",
    "/v1/messages": "Anthropic-compatible interface",
    ".openai.azure.com": "Azure OpenAI",
    "albert.api.etalab.gouv.fr": "Albert, French public services",
    "api-inference.huggingface.co": "Hugging Face",
    "api.anthropic.com": "Anthropic",
    "api.cohere.": "Cohere",
    "api.deepseek.com": "DeepSeek",
    "api.groq.com": "Groq",
    "api.mistral.ai": "Mistral AI",
    "api.openai.com": "OpenAI",
    "api.perplexity.ai": "Perplexity",
    "api.together.xyz": "Together",
    "api.x.ai": "xAI",
    "dashscope.aliyuncs.com": "DashScope",
    "generativelanguage.googleapis.com": "Google Gemini",
    "localhost:11434": "Ollama's usual port",
    "127.0.0.1:11434": "Ollama's usual port",
    "openrouter.ai": "OpenRouter",
    "router.huggingface.co": "Hugging Face",
}

#: Magics → what they do.
MAGICS: dict[str, str] = {
    "ai": "uses jupyter-ai's %ai magic",
    "chat": "uses a chat magic",
    "jupyter_ai": "loads jupyter-ai",
    "jupyter_ai_magic_commands": "loads jupyter-ai",
    "jupyter_ai_magics": "loads jupyter-ai",
}

#: Words after ``%ai`` by which no model is asked anything.
HOUSEKEEPING = frozenset(
    {"alias", "dealias", "delete", "help", "list", "register", "reset", "update", "version"}
)

#: Programs → what they are.
SHELL: dict[str, str] = {
    "aider": "aider (coding agent)",
    "claude": "Claude Code (coding agent)",
    "codex": "Codex (coding agent)",
    "gemini": "Gemini CLI (coding agent)",
    "llama-cli": "llama.cpp (local models)",
    "llm": "the llm command",
    "ollama": "Ollama (local models)",
}

#: Comments by which people or tools say that a model wrote what follows.
COMMENTS = re.compile(
    r"#\s*(@?prompt:"
    r"|(code\s+)?(generated|written|suggested|produced|made|créé|généré|écrit)\s+"
    r"(by|with|using|par|avec)\s+(an?\s+|une?\s+)?"
    r"(ai\b|ia\b|llm|language model|chatgpt|gpt|copilot|claude|gemini|mistral|le chat|codex"
    r"|cursor|deepseek|llama))",
    re.IGNORECASE,
)
