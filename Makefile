# 星评 Xingping：make run 启动演示；make test 跑全部测试。
PYTHON ?= python3
PORT ?= 8000

.PHONY: run setup test check bench docs clean

run: ## 安装、建库、载入标准与演示批次，并在 http://127.0.0.1:8000 提供服务
	@$(PYTHON) tools/setup.py run
	@XINGPING_DEMO=1 .venv/bin/xingping serve --port $(PORT)

setup: ## 只安装，不启动
	@$(PYTHON) tools/setup.py run

test: ## 全部测试：SQLite、真实 PostgreSQL、真实浏览器
	@$(PYTHON) tools/setup.py test
	@.venv/bin/python tools/test.py

check: ## 格式、规范、类型、分层契约
	@$(PYTHON) tools/setup.py check
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: ## 性能测量，每项打印与同一次运行中基线的比值
	@$(PYTHON) tools/setup.py test
	@.venv/bin/python tools/bench.py

docs: ## 重新生成文档中由程序产生的部分与图片
	@$(PYTHON) tools/setup.py test
	@.venv/bin/python tools/docs.py

clean: ## 删除安装与缓存，保留 var/ 中的数据
	rm -rf .venv node_modules src/xingping/web/static/vendor src/xingping/documents/fonts
